-- Whoever a row names left an event of their own (approvals/sql/named.sql).

SELECT approvals_ask_named('contracts_contract', 'acted_by', 'mutual_end_accepted_by',
    'confirmed_by', 'drafted_by', 'signed_by', 'acceptance_entered_by', 'accepted_by',
    'disowned_by', 'declined_by');
SELECT approvals_ask_named('contracts_contractaddendum', 'acceptance_entered_by', 'accepted_by',
    'closed_by', 'proposed_by');
SELECT approvals_ask_named('contracts_contractscan', 'kept_by');
SELECT approvals_ask_named('contracts_endingproof', 'decided_by');
SELECT approvals_ask_named('contracts_guaranteecall', 'called_by');
SELECT approvals_ask_named('contracts_papercontest', 'contested_by');
SELECT approvals_ask_named('contracts_remittance', 'recorded_by');
SELECT approvals_ask_named('contracts_settlement', 'recorded_by', 'settled_by');
SELECT approvals_ask_named('contracts_waiver', 'given_by');
