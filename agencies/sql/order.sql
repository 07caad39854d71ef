-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'agencies_agency', 'agencies_agencystaff', 'agencies_agencyunit', 'agencies_service'
]) AS name;
