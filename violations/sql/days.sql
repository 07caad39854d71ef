-- Columns in which `violations` refuses days to come.

SELECT pishkhan_guard_days(
    'violations_violationreport', 'occurred_on', 'discovered_on', 'submitted_on', 'triaged_on'
);
SELECT pishkhan_guard_days(
    'violations_case', 'occurred_on', 'opened_on', 'served_on', 'decided_on', 'final_on',
    'executed_on', 'execution_since', 'closed_on'
);
SELECT pishkhan_guard_days(
    'violations_notice', 'issued_on', 'served_on', 'reminded_on', 'reminded_again_on', 'paper_since'
);
SELECT pishkhan_guard_days('violations_defence', 'submitted_on');
SELECT pishkhan_guard_days('violations_decision', 'decided_on', 'document_on');
SELECT pishkhan_guard_days('violations_appeal', 'filed_on', 'decided_on', 'contested_on');
SELECT pishkhan_guard_days('violations_pointentry', 'effective_on');
SELECT pishkhan_guard_days('violations_correctiveaction', 'done_on', 'verified_on');
SELECT pishkhan_guard_days('violations_standin', 'named_on');
SELECT pishkhan_guard_days('violations_hearingsession', 'called_on', 'ended_on', 'sealed_on');
