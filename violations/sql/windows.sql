-- The windows of a case: each end is set once and moves only with its receipt.

-- A window ends on a day that is set once, after the service that starts it.
CREATE OR REPLACE FUNCTION violations_guard_windows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- A reopened case gives the office its whole window anew, which never ends earlier.
    IF (OLD.defence_due_on IS NOT NULL AND NEW.defence_due_on IS DISTINCT FROM OLD.defence_due_on
            AND NOT (OLD.state = 'closed_no_action' AND NEW.state = 'notified'
                AND coalesce(NEW.defence_due_on >= OLD.defence_due_on, false))
            AND NOT workdays_moved(
                'case.defence', NEW.public_id, OLD.defence_due_on, NEW.defence_due_on))
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS DISTINCT FROM OLD.appeal_due_on
            AND NOT workdays_moved(
                'case.appeal', NEW.public_id, OLD.appeal_due_on, NEW.appeal_due_on))
       OR (OLD.occurrence IS NOT NULL AND NEW.occurrence IS DISTINCT FROM OLD.occurrence) THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    IF OLD.defence_due_on IS NULL AND NEW.defence_due_on IS NOT NULL
       AND (NEW.served_on IS NULL OR NEW.defence_due_on <= NEW.served_on) THEN
        PERFORM violations_refuse('The defence window ends after the service of the notice.');
    END IF;
    IF OLD.appeal_due_on IS NULL AND NEW.appeal_due_on IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM violations_notice
        WHERE case_id = NEW.id AND kind = 'decision' AND served_on < NEW.appeal_due_on
    ) THEN
        PERFORM violations_refuse('The appeal window starts when the decision was served.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_windows BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_windows();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_windows;

-- Until when a decision is served is stored, and set once.
CREATE OR REPLACE FUNCTION violations_guard_telling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.decision_serve_due_on IS NOT NULL
            AND NEW.decision_serve_due_on IS DISTINCT FROM OLD.decision_serve_due_on
            AND NOT workdays_moved(
                'case.decision_service', NEW.public_id,
                OLD.decision_serve_due_on, NEW.decision_serve_due_on))
       OR (OLD.result_serve_due_on IS NOT NULL
            AND NEW.result_serve_due_on IS DISTINCT FROM OLD.result_serve_due_on
            AND NOT workdays_moved(
                'case.result_service', NEW.public_id,
                OLD.result_serve_due_on, NEW.result_serve_due_on))
       OR (OLD.result_served_on IS NOT NULL
            AND NEW.result_served_on IS DISTINCT FROM OLD.result_served_on) THEN
        PERFORM violations_refuse('Until when a decision is served is set once.');
    END IF;
    IF NEW.result_served_on IS NOT NULL AND OLD.result_served_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM violations_notice WHERE case_id = NEW.id AND kind = 'appeal_result'
          AND served_on = NEW.result_served_on
    ) THEN
        PERFORM violations_refuse('A result is served by its notice.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_telling BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_telling();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_telling;

-- The day of a correction moves only with its receipt.
CREATE OR REPLACE FUNCTION violations_guard_correction_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT workdays_moved('case.correction', NEW.public_id, OLD.due_on, NEW.due_on) THEN
        PERFORM violations_refuse('What was recorded here is not changed.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_day
    BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on)
    EXECUTE FUNCTION violations_guard_correction_day();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_day;
