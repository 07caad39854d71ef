-- Whoever a row names left an event of their own (approvals/sql/named.sql).

SELECT approvals_ask_named('oversight_duty', 'refused_by', 'reopened_by', 'accepted_by');
SELECT approvals_ask_named('oversight_dutypaper', 'entered_by');
SELECT approvals_ask_named('oversight_policyversion', 'proposed_by', 'approved_by');
SELECT approvals_ask_named('oversight_reminder', 'sent_by');
SELECT approvals_ask_named('oversight_reviewnote', 'written_by');
SELECT approvals_ask_named('oversight_reviewpaper', 'entered_by', 'contested_by');
SELECT approvals_ask_named('oversight_rulerun', 'triggered_by');
SELECT approvals_ask_named('oversight_terminationreview', 'issued_by', 'statement_by',
    'decided_by');
