-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'oversight_duty', 'oversight_dutypaper', 'oversight_flag', 'oversight_flag_cases',
    'oversight_flagend', 'oversight_policyrule', 'oversight_policyversion', 'oversight_reminder',
    'oversight_reviewnote', 'oversight_reviewpaper', 'oversight_rulerun',
    'oversight_terminationreview', 'oversight_terminationreview_flags'
]) AS name;
