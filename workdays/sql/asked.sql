-- Which role each person of a calendar or a moved deadline held at that moment.

SELECT accounts_ask('workdays_calendarday', 'confirmed_by_id', 'confirmed_on',
    'secretariat', 'system');
SELECT accounts_ask('workdays_dayimport', 'brought_by', 'brought_on',
    'secretariat');
SELECT accounts_ask('workdays_dayimport', 'confirmed_by', 'confirmed_on',
    'secretariat');
SELECT accounts_ask('workdays_deadlineinterval', 'made_by', 'made_on',
    'agency_manager@*', 'deputy', 'secretariat');
