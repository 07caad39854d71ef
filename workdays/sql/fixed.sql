-- Columns that stay as they were written, and rows that are never deleted.

-- An estimate moves to the day on which it falls; an announced day stays (calendar.sql).
SELECT pishkhan_fix('workdays_calendarday', 'public_id', 'created_at', 'county_id');
SELECT pishkhan_fix('workdays_keptdeadline', 'public_id', 'created_at', 'key', 'stream',
    'county_id', 'body', 'clock', 'subject_id');
SELECT pishkhan_fix('workdays_dayimport', 'public_id', 'created_at', 'rows', 'file_name', 'sha256',
    'brought_by', 'brought_by_name', 'brought_on');
SELECT pishkhan_keep_rows('workdays_dayimport');
SELECT pishkhan_write_once('workdays_dayimport', 'confirmed_by', 'confirmed_on');
SELECT pishkhan_fix('workdays_deadlinerule', 'public_id', 'created_at');
SELECT pishkhan_fix('workdays_workcalendar', 'public_id', 'created_at', 'scope_id', 'valid_from',
    'weekend_days', 'provenance', 'citation');
SELECT pishkhan_keep_rows('workdays_workcalendar');

-- No day of the daily jobs is marked as done ahead, and none is taken back (runs.sql).
SELECT pishkhan_guard_days('workdays_jobrun', 'as_of');
SELECT pishkhan_keep_rows('workdays_jobrun');
SELECT pishkhan_write_once('workdays_jobrun', 'started_at', 'finished_at');
