-- Acts on reviews, duties and policies have the day of their writing (workdays/sql/act_days.sql).
--
-- With a day of their own come: a service on paper, and the end of a duty, which follows its
-- finding. A flag has the day for which the rules ran (flags.sql).

SELECT workdays_ask_today('oversight_terminationreview', '{INSERT,UPDATE}', 'oversight.flag',
    'true', 'opened_on', 'issued_on');
SELECT workdays_ask_today('oversight_terminationreview', '{INSERT,UPDATE}', '', 'true',
    'service_entered_on', 'statement_on', 'reminded_on', 'recommended_on', 'decided_on');
SELECT workdays_ask_today('oversight_terminationreview', '{UPDATE}', 'oversight.follow_reviews',
    'true', 'heard_on', 'escalated_on');
SELECT workdays_ask_today('oversight_terminationreview', '{UPDATE}',
    'oversight.flag oversight.follow_reviews', 'true', 'closed_on');
SELECT workdays_ask_today('oversight_flagend', '{INSERT}',
    'oversight.flag oversight.follow_reviews', 'true', 'on');
SELECT workdays_ask_today('oversight_policyversion', '{INSERT,UPDATE}', '', 'true',
    'approved_on');
SELECT workdays_ask_today('oversight_duty', '{UPDATE}', 'oversight.follow_duties', 'true',
    'reminded_on', 'head_on', 'deputy_on', 'agenda_on');
SELECT workdays_ask_today('oversight_duty', '{UPDATE}', '',
    $$NEW.state = 'refused' AND NEW.refusal_code <> 'case_closed'$$, 'ended_on', 'reopened_on');
SELECT workdays_ask_today('oversight_reviewnote', '{INSERT}', '', 'true', 'written_at');
SELECT workdays_ask_today('oversight_reminder', '{INSERT}', 'oversight.follow_duties', 'true',
    'sent_on');
SELECT workdays_ask_today('oversight_reviewpaper', '{INSERT,UPDATE}', '', 'true',
    'entered_on', 'in_force_on', 'contested_on');
SELECT workdays_ask_today('oversight_dutypaper', '{INSERT,UPDATE}', '', 'true',
    'entered_on', 'in_force_on', 'reopened_on');
