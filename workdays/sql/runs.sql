-- Runs of the daily jobs: written once, by the scheduler, for the next day of the job.

-- The days of each job are done in order: none is left out, and none is gone back to. A job that
-- is new begins with the newest day of the others. A run is marked within the hours in which it
-- was at work, after the day has begun. The clocks of the servers differ: five minutes ahead of
-- the database's are not the future.
CREATE OR REPLACE FUNCTION workdays_guard_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last date;
    newest date;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT max(as_of) FILTER (WHERE job = NEW.job), max(as_of) INTO last, newest
    FROM workdays_jobrun;
    IF NEW.as_of > pishkhan_today() OR NEW.as_of <> last + 1
       OR last IS NULL AND NEW.as_of NOT BETWEEN newest AND newest + 1
       OR newest IS NULL AND NEW.as_of <> pishkhan_today() THEN
        RAISE EXCEPTION 'The days of the daily jobs are done in order, none ahead.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.finished_at < NEW.started_at
       OR NEW.finished_at > pishkhan_now() + interval '5 minutes'
       OR NEW.started_at < pishkhan_now() - interval '1 day'
       OR (NEW.started_at AT TIME ZONE 'Asia/Tehran')::date < NEW.as_of THEN
        RAISE EXCEPTION 'A run is marked as it ends, after its day has begun.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_jobrun_in_order BEFORE INSERT ON workdays_jobrun
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_run();
ALTER TABLE workdays_jobrun ENABLE ALWAYS TRIGGER workdays_jobrun_in_order;

SELECT pishkhan_fix('workdays_jobrun', 'job', 'as_of', 'result', 'public_id', 'created_at');

-- A failure that was noted stays.
SELECT pishkhan_fix('workdays_failedrun', 'job', 'as_of', 'public_id', 'created_at');
SELECT pishkhan_keep_rows('workdays_failedrun');
