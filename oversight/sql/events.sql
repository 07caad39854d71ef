-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('oversight_terminationreview', 'oversight.terminationreview', '',
    '{calendar_version}');
SELECT audit_watch('oversight_policyversion', 'oversight.policyversion', '',
    '{}');
-- A duty is placed and ended by the triggers of its finding.
SELECT audit_watch('oversight_duty', 'oversight.duty', '',
    '{due_on,calendar_version,state,ended_on,void_cause,refusal_code,refusal_reason}', '{UPDATE}');
SELECT audit_watch('oversight_flag', 'oversight.flag', '', '{}', '{INSERT}');
SELECT audit_watch('oversight_flagend', 'oversight.flag', 'flag_id>oversight_flag', '{}',
    '{INSERT}');
SELECT audit_watch('oversight_reminder', 'oversight.reminder', '', '{}', '{INSERT}');
SELECT audit_watch('oversight_reviewnote', 'oversight.terminationreview',
    'review_id>oversight_terminationreview', '{}', '{INSERT}');
