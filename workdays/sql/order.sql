-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'workdays_calendarday', 'workdays_dayimport', 'workdays_deadlineinterval',
    'workdays_deadlinemove', 'workdays_failedrun', 'workdays_jobrun', 'workdays_keptdeadline'
]) AS name;
