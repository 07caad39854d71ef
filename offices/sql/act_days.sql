-- Acts on offices and licences have the day of their writing (workdays/sql/act_days.sql). A licence
-- that is entered begins on the day that its paper says.

SELECT workdays_ask_today('offices_office', '{INSERT,UPDATE}', '', 'true',
    'membership_declared_on');
SELECT workdays_ask_today('offices_officestateinterval', '{INSERT}', '', 'true', 'starts_on');
SELECT workdays_ask_today('offices_licence', '{UPDATE}', 'offices.turn_licences', 'true',
    'state_since');
SELECT workdays_ask_today('offices_licencescan', '{INSERT}', '', 'true', 'kept_on');
SELECT workdays_ask_today('offices_officeletter', '{INSERT}', '', 'true', 'kept_on');
