-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('approvals_pendingact', 'approvals.pendingact', '',
    '{}');
