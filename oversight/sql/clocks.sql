-- The clocks of reviews and duties end on their days (workdays/sql/tied.sql).

SELECT workdays_tie(clock, record, ends_in) FROM (VALUES
    ('duty', 'oversight_duty', 'due_on'),
    ('review.decision', 'oversight_terminationreview', 'decision_due_on'),
    ('review.hearing', 'oversight_terminationreview', 'hearing_due_on'),
    ('review.paper_service', 'oversight_terminationreview', 'notice_paper_due_on'),
    ('review.service', 'oversight_terminationreview', 'decision_due_on')
) AS tied (clock, record, ends_in);
