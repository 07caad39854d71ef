-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('readiness_certificate', 'public_id', 'created_at');
SELECT pishkhan_fix('readiness_course', 'public_id', 'created_at', 'code');
SELECT pishkhan_keep_rows('readiness_course');
SELECT pishkhan_fix('readiness_ratingperiod', 'public_id', 'created_at', 'half', 'year',
    'opens_on');
SELECT pishkhan_fix('readiness_ratingscore', 'public_id', 'created_at', 'office_id', 'period_id');
SELECT pishkhan_keep_rows('readiness_ratingperiod');
SELECT pishkhan_keep_rows('readiness_certificate');

-- A course and the days of a period stay as they were entered; the owner of the database corrects
-- them.
SELECT accounts_load_columns('readiness_course', 'title', 'hours', 'valid_months');
SELECT accounts_load_columns('readiness_ratingperiod', 'association_due_on');
