-- Whoever a row names left an event of their own (approvals/sql/named.sql).

SELECT approvals_ask_named('violations_appeal', 'filed_by', 'contested_by');
SELECT approvals_ask_named('violations_case', 'executed_by', 'closed_by', 'reopened_by');
SELECT approvals_ask_named('violations_casenote', 'written_by');
SELECT approvals_ask_named('violations_correctiveaction', 'verified_by');
SELECT approvals_ask_named('violations_decision', 'decided_by');
SELECT approvals_ask_named('violations_defence', 'written_by', 'contested_by');
SELECT approvals_ask_named('violations_evidence', 'uploaded_by');
SELECT approvals_ask_named('violations_hearingsession', 'called_by', 'recorded_by', 'ended_by',
    'day_confirmed_by');
SELECT approvals_ask_named('violations_notice', 'issued_by');
SELECT approvals_ask_named('violations_sessionseat', 'refusal_by', 'answered_by', 'contested_by');
SELECT approvals_ask_named('violations_standin', 'named_by');
SELECT approvals_ask_named('violations_violationreport', 'triaged_by', 'reporter_id');
