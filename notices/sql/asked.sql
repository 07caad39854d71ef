-- Which role each person of a letter, its text or its delivery held at that moment.

SELECT accounts_ask('notices_lettertemplate', 'written_by', '',
    'secretariat', 'deputy');
SELECT accounts_ask('notices_lettertemplate', 'confirmed_by', '',
    'deputy');
SELECT accounts_ask('notices_templatewithdrawal', 'withdrawn_by', 'withdrawn_on',
    'secretariat', 'deputy');
SELECT accounts_ask('notices_letter', 'issued_by', 'issued_at',
    '*', 'system');
SELECT accounts_ask('notices_dispatch', 'recorded_by', 'proven_at',
    '*', 'system');
