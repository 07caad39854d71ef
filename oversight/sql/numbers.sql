-- Numbers are those that their registers have given (audit/sql/numbers.sql).

SELECT audit_keep_numbers('oversight_terminationreview', 'number', 'review');
SELECT audit_keep_numbers('oversight_reminder', 'number', 'reminder');
