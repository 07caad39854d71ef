-- Columns in which `oversight` refuses days to come; a dry run may look ahead.

SELECT pishkhan_guard_days(
    'oversight_terminationreview', 'opened_on', 'issued_on', 'served_on', 'service_entered_on',
    'statement_on', 'heard_on', 'escalated_on', 'reminded_on', 'recommended_on', 'decided_on',
    'closed_on', 'notice_reminded_on', 'notice_reminded_again_on', 'notice_paper_since'
);
SELECT pishkhan_guard_days('oversight_policyversion', 'approved_on');
SELECT pishkhan_guard_days('oversight_flag', 'as_of');
SELECT pishkhan_guard_days('oversight_flagend', 'on');
SELECT pishkhan_guard_days('oversight_duty', 'reminded_on', 'head_on', 'deputy_on', 'agenda_on',
    'ended_on');
