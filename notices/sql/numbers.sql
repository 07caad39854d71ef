-- Numbers are those that their registers have given (audit/sql/numbers.sql).

SELECT audit_keep_numbers('notices_letter', 'number', 'notice');
