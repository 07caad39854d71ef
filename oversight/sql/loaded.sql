-- How agencies are compared is loaded.

SELECT accounts_load_only('oversight_comparisonrule', '{}');
