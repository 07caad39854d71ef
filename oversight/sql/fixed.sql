-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('oversight_duty', 'public_id', 'created_at');
SELECT pishkhan_fix('oversight_terminationreview', 'public_id', 'created_at');

-- No day is marked as done ahead; a dry run may look ahead.
CREATE OR REPLACE FUNCTION oversight_guard_run_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A day is not marked as done before it has come.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER oversight_rulerun_not_ahead BEFORE INSERT OR UPDATE ON oversight_rulerun
    FOR EACH ROW WHEN (NOT NEW.is_dry AND NEW.as_of > pishkhan_today())
    EXECUTE FUNCTION oversight_guard_run_day();
ALTER TABLE oversight_rulerun ENABLE ALWAYS TRIGGER oversight_rulerun_not_ahead;

-- Until when a case or review is decided is written into it, and its duty follows.
CREATE OR REPLACE FUNCTION oversight_guard_duty_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID)
       OR NEW.due_on IS NOT DISTINCT FROM oversight_finding_due(NEW) THEN
        RETURN NEW;
    END IF;
    PERFORM oversight_refuse('The period of this duty is the one of its finding.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER zy_day BEFORE UPDATE ON oversight_duty
    FOR EACH ROW WHEN (OLD.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on
        AND NEW.kind NOT IN ('serve', 'reinstate', 'carry_out', 'terminate'))
    EXECUTE FUNCTION oversight_guard_duty_day();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER zy_day;
