-- Which role each person of a calendar or a moved deadline held at that moment.

SELECT accounts_ask('workdays_calendarday', 'confirmed_by_id', 'confirmed_on',
    'platform_admin', 'secretariat', 'system');
SELECT accounts_ask('workdays_dayimport', 'brought_by', 'brought_on',
    'platform_admin', 'secretariat');
SELECT accounts_ask('workdays_dayimport', 'confirmed_by', 'confirmed_on',
    'platform_admin', 'secretariat');
SELECT accounts_ask('workdays_deadlineinterval', 'made_by', 'made_on',
    'agency_manager@*', 'deputy', 'secretariat');
SELECT accounts_ask('workdays_calendarday', 'withdrawn_by', 'withdrawn_on',
    'platform_admin', 'secretariat', 'system');
