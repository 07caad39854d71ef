-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'readiness_certificate', 'readiness_course', 'readiness_ratingperiod', 'readiness_ratingscore'
]) AS name;
