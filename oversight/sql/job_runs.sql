-- The daily jobs of the oversight leave a row of their own for each day: no day is marked as done
-- whose row says otherwise. Reminders of unopened notices leave on the day itself: a past day has
-- none, and is marked without. Asked at the end of the transaction.

CREATE OR REPLACE FUNCTION oversight_guard_job_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted text := CASE NEW.job
        WHEN 'oversight.follow_unopened' THEN 'follow_unopened'
        WHEN 'oversight.flag' THEN 'flag_termination_review'
        WHEN 'oversight.check_duties' THEN 'check_duties'
        WHEN 'oversight.check_four_eyes' THEN 'check_four_eyes'
        WHEN 'oversight.compare_states' THEN 'compare_states'
        WHEN 'oversight.verify_proofs' THEN 'verify_proofs' END;
BEGIN
    IF wanted IS NULL OR accounts_is_loader(TG_RELID)
       OR (wanted = 'follow_unopened' AND NEW.as_of < pishkhan_today()) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.oversight_rulerun
        WHERE job = wanted AND as_of = NEW.as_of AND is_scheduled AND NOT is_dry
          AND state = 'done'
    ) THEN
        PERFORM oversight_refuse('A day whose work was not done is not marked as done.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_jobrun_worked ON workdays_jobrun;
CREATE CONSTRAINT TRIGGER oversight_jobrun_worked AFTER INSERT ON workdays_jobrun
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION oversight_guard_job_run();
ALTER TABLE workdays_jobrun ENABLE ALWAYS TRIGGER oversight_jobrun_worked;
