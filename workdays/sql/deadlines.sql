-- Deadlines: a running clock moves only with a receipt, which is written once.

-- A receipt is written once.
CREATE OR REPLACE FUNCTION workdays_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The receipt of a moved deadline is kept as it was written.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER workdays_deadlinemove_kept
    BEFORE UPDATE OR DELETE ON workdays_deadlinemove
    FOR EACH ROW EXECUTE FUNCTION workdays_refuse_change();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER workdays_deadlinemove_kept;

CREATE OR REPLACE TRIGGER workdays_deadlinemove_whole BEFORE TRUNCATE ON workdays_deadlinemove
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_refuse_change();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER workdays_deadlinemove_whole;

-- A suspension ends once, on the day before its clock goes on. It begins anew with its clock alone
-- (workdays_guard_carried).
CREATE OR REPLACE FUNCTION workdays_keep_interval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := '{until_on,resumed_on,starts_on,updated_at}';
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns)
       OR (OLD.resumed_on IS NOT NULL
           AND (NEW.resumed_on, NEW.until_on) IS DISTINCT FROM (OLD.resumed_on, OLD.until_on))
       OR (NEW.until_on IS DISTINCT FROM OLD.until_on AND (
           NEW.resumed_on IS NULL OR NEW.until_on > OLD.until_on
           OR NEW.until_on <> GREATEST(NEW.resumed_on, NEW.from_on) - 1)) THEN
        RAISE EXCEPTION 'What moved a deadline is kept; only a suspension ends, once.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_deadlineinterval_kept
    BEFORE UPDATE OR DELETE ON workdays_deadlineinterval
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_interval();
ALTER TABLE workdays_deadlineinterval ENABLE ALWAYS TRIGGER workdays_deadlineinterval_kept;

-- For the guards of higher apps: whether the newest receipt of a deadline names this old and new
-- day.
CREATE OR REPLACE FUNCTION workdays_moved(wanted text, subject uuid, old_day date, new_day date)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE((
        SELECT moved.old_on = old_day AND moved.new_on = new_day
        FROM workdays_deadlinemove moved
        JOIN workdays_keptdeadline kept ON kept.id = moved.deadline_id
        WHERE kept.clock = wanted AND kept.subject_id = subject
        ORDER BY moved.id DESC LIMIT 1
    ), false)
$$;

-- The day of a running clock moves only with a receipt. A clock that starts again starts later,
-- or stops following another one. Checked at the end of the transaction, because the receipt is
-- written after the day.
CREATE OR REPLACE FUNCTION workdays_keep_deadline() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A deadline is kept as long as its record.'
            USING ERRCODE = 'check_violation';
    ELSIF NOT EXISTS (
        SELECT FROM workdays_deadlinemove receipt
        WHERE receipt.deadline_id = NEW.id
          AND receipt.old_on = OLD.due_on AND receipt.new_on = NEW.due_on
    ) THEN
        RAISE EXCEPTION 'A deadline moves with a receipt that says why.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS workdays_keptdeadline_moved ON workdays_keptdeadline;
CREATE CONSTRAINT TRIGGER workdays_keptdeadline_moved
    AFTER UPDATE OF due_on, starts_on, after, clock, subject_id ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (
        (NEW.clock, NEW.subject_id) IS DISTINCT FROM (OLD.clock, OLD.subject_id)
        OR (NEW.due_on <> OLD.due_on OR NEW.starts_on <> OLD.starts_on)
           AND NOT (NEW.starts_on > OLD.starts_on OR OLD.after <> '' AND NEW.after = '')
    )
    EXECUTE FUNCTION workdays_keep_deadline();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_moved;

CREATE OR REPLACE TRIGGER workdays_keptdeadline_kept AFTER DELETE ON workdays_keptdeadline
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_deadline();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_kept;

-- A deadline is computed by the current calendar. The guard does not wait for a change of the
-- calendar: that transaction may want the very record that this one has locked.
CREATE OR REPLACE FUNCTION workdays_guard_computation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(hashtextextended('workdays.calendar', 0))
       OR NEW.calendar_version IS DISTINCT FROM (
           SELECT 'v' || coalesce(max(version), 0) FROM workdays_workcalendar
       ) THEN
        RAISE EXCEPTION 'The calendar is being changed. Nothing was done; try again in a moment.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_keptdeadline_of_now
    BEFORE INSERT OR UPDATE OF due_on, starts_on, calendar_version ON workdays_keptdeadline
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_computation();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_of_now;
