-- Who proposes an act holds a role; who decides one is asked by `pending_acts`.

SELECT accounts_ask('approvals_pendingact', 'proposed_by', 'proposed_at',
    '*');
