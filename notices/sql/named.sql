-- Whoever a row names left an event of their own (approvals/sql/named.sql).

SELECT approvals_ask_named('notices_dispatch', 'recorded_by');
SELECT approvals_ask_named('notices_letter', 'issued_by');
SELECT approvals_ask_named('notices_lettertemplate', 'written_by', 'confirmed_by');
SELECT approvals_ask_named('notices_templatewithdrawal', 'withdrawn_by');
