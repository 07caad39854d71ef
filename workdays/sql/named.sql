-- Whoever a row names left an event of their own (approvals/sql/named.sql).

SELECT approvals_ask_named('workdays_calendarday', 'confirmed_by_id', 'withdrawn_by');
SELECT approvals_ask_named('workdays_dayimport', 'brought_by', 'confirmed_by');
SELECT approvals_ask_named('workdays_deadlineinterval', 'made_by');
