-- Days that a second person confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('day.enter', '', '',
    'calendar.edit province platform_admin secretariat');
SELECT approvals_allow('day.confirm', 'workdays.calendarday', '',
    'calendar.edit province platform_admin secretariat');
SELECT approvals_allow('day.withdraw', 'workdays.calendarday', '',
    'calendar.edit province platform_admin secretariat');
