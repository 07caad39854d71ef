-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'approvals_pendingact'
]) AS name;
