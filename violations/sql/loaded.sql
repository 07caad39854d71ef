-- The catalogue of violations, its sanctions and how cases are reckoned are loaded.

SELECT accounts_load_only('violations_violationtype', '{}');
SELECT accounts_load_only('violations_sanctionrule', '{}');
SELECT accounts_load_only('violations_caserule', '{}');
