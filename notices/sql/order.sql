-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'notices_attempt', 'notices_dispatch', 'notices_letter', 'notices_letterfile',
    'notices_lettertemplate', 'notices_message', 'notices_notification', 'notices_reach',
    'notices_templatewithdrawal', 'notices_webhook'
]) AS name;
