-- A receipt names what moved a deadline, and the day that the calendar gives it since.

-- The last day of a deadline as `workdays.facts.clocks.computation` counts it: by its own length,
-- the extensions and suspensions of its run, and the calendar; NULL where it is decades away.
CREATE OR REPLACE FUNCTION workdays_kept_due(kept workdays_keptdeadline) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    length integer := kept.amount + coalesce((
        SELECT sum(days) FROM workdays_deadlineinterval
        WHERE deadline_id = kept.id AND starts_on = kept.starts_on AND kind = 'extension'), 0);
    day date := kept.starts_on;
    number integer := 0;
BEGIN
    WHILE day < kept.starts_on + 20000 LOOP
        day := day + 1;
        CONTINUE WHEN EXISTS (
            SELECT FROM workdays_deadlineinterval
            WHERE deadline_id = kept.id AND starts_on = kept.starts_on AND kind = 'pause'
              AND day BETWEEN from_on AND until_on);
        IF kept.unit = 'day' AND number < length THEN
            number := number + 1;
        ELSIF workdays_body_works(kept.county_id, kept.body, day) THEN
            IF kept.unit = 'day' OR number + 1 = length THEN
                RETURN day;
            END IF;
            number := number + 1;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION workdays_kept_due(workdays_keptdeadline) IS
    'The last day of a deadline by its length, its intervals and the calendar as they stand.';

-- What is kept of a computation is what the calendar gives, from a day that never goes back. A
-- clock that follows another one begins where that one ends, and its receipt asks for its own day.
-- Asked as the row is written: one transaction may enter many days.
CREATE OR REPLACE FUNCTION workdays_guard_counted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    fresh workdays_keptdeadline := NEW;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.starts_on, NEW.amount, NEW.unit) = (OLD.starts_on, OLD.amount, OLD.unit) THEN
            RETURN NEW;
        END IF;
        IF NEW.amount = OLD.amount AND NEW.unit = OLD.unit AND OLD.after <> ''
           AND NEW.after = OLD.after AND EXISTS (
            SELECT FROM workdays_keptdeadline ahead
            WHERE ahead.clock = NEW.after AND ahead.subject_id = NEW.subject_id
              AND ahead.due_on = NEW.starts_on) THEN
            RETURN NEW;
        END IF;
        -- A clock that stops following another one begins at once.
        IF NEW.starts_on < OLD.starts_on AND NOT (OLD.after <> '' AND NEW.after = '') THEN
            RAISE EXCEPTION 'A deadline does not begin earlier than it did.'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    -- A violation type has its own days to cure, a contract those of its termination notice: their
    -- apps compare them.
    IF (NEW.clock, NEW.key) NOT IN (
        ('case.correction', 'cure_period'), ('contract.notice', 'termination_notice')
    ) AND NOT EXISTS (
        SELECT FROM workdays_deadlinerule rule
        WHERE rule.key = NEW.key AND valid_from <= NEW.starts_on
          AND (valid_to IS NULL OR valid_to >= NEW.starts_on)
          AND (rule.value, rule.unit) = (NEW.amount, NEW.unit)) THEN
        RAISE EXCEPTION 'A deadline has the length of its rule.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- Without the intervals of a run that began on the same day.
    fresh.id := NULL;
    IF NEW.due_on IS DISTINCT FROM workdays_kept_due(fresh) THEN
        RAISE EXCEPTION 'A deadline ends on the day that the calendar gives.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_keptdeadline_counted
    BEFORE INSERT OR UPDATE ON workdays_keptdeadline
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_counted();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_counted;

-- A computation is kept, and made anew, in a transaction that leaves an event in its record's
-- chain, whose newest event is then of this transaction. The period of a duty is part of its
-- finding, whose event came before (`oversight.actions.duties.date_duties`). Of two cases that one
-- report opens, the second begins a chain of its own, without an event yet.
CREATE OR REPLACE FUNCTION workdays_guard_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT (TG_OP = 'INSERT' AND (NEW.clock = 'duty'
        OR NEW.clock = 'case.service' AND public.violations_opened_now(NEW.subject_id))) AND (
        SELECT turn FROM audit_auditevent WHERE stream = NEW.stream
        ORDER BY sequence DESC LIMIT 1) IS DISTINCT FROM audit_turn() THEN
        RAISE EXCEPTION 'A deadline is computed with an event of its record.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS watch_insert ON workdays_keptdeadline;
CREATE CONSTRAINT TRIGGER watch_insert AFTER INSERT ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workdays_guard_kept();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER watch_insert;
DROP TRIGGER IF EXISTS watch_update ON workdays_keptdeadline;
CREATE CONSTRAINT TRIGGER watch_update AFTER UPDATE ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.starts_on, OLD.after, OLD.amount, OLD.unit, OLD.provenance, OLD.citation, OLD.due_on,
         OLD.days_off, OLD.calendar_version, OLD.subject_label, OLD.stream)
        IS DISTINCT FROM
        (NEW.starts_on, NEW.after, NEW.amount, NEW.unit, NEW.provenance, NEW.citation, NEW.due_on,
         NEW.days_off, NEW.calendar_version, NEW.subject_label, NEW.stream)
    )
    EXECUTE FUNCTION workdays_guard_kept();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER watch_update;

-- An interval is of the run of its clock, and all together are no longer than their caps: what is
-- left is what `workdays.facts.clocks` leaves.
CREATE OR REPLACE FUNCTION workdays_guard_interval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept workdays_keptdeadline;
    most integer;
    used integer;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT kept FROM workdays_keptdeadline WHERE id = NEW.deadline_id FOR UPDATE;
    SELECT value INTO most FROM workdays_deadlinerule
    WHERE key = CASE NEW.kind WHEN 'pause' THEN 'pause_max' ELSE 'extension_max' END
      AND valid_from <= NEW.made_on AND (valid_to IS NULL OR valid_to >= NEW.made_on)
    ORDER BY id LIMIT 1;
    SELECT coalesce(sum(coalesce(days, GREATEST(until_on - from_on + 1, 0))), 0) INTO used
    FROM workdays_deadlineinterval
    WHERE deadline_id = kept.id AND starts_on = kept.starts_on AND kind = NEW.kind;
    IF NEW.starts_on <> kept.starts_on OR NEW.resumed_on IS NOT NULL
       OR NEW.kind = 'pause' AND NEW.from_on <> GREATEST(NEW.made_on, kept.starts_on + 1)
       OR coalesce(NEW.days, NEW.until_on - NEW.from_on + 1) NOT BETWEEN 1 AND most - used THEN
        RAISE EXCEPTION 'A deadline is made longer within its caps.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_deadlineinterval_within
    BEFORE INSERT ON workdays_deadlineinterval
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_interval();
ALTER TABLE workdays_deadlineinterval ENABLE ALWAYS TRIGGER workdays_deadlineinterval_within;

-- At the end of the transaction: intervals are carried along with a clock that begins anew, and by
-- nothing else.
CREATE OR REPLACE FUNCTION workdays_guard_carried() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM workdays_keptdeadline
        WHERE id = NEW.deadline_id AND starts_on = NEW.starts_on AND after <> ''
          AND turn = audit_turn()) THEN
        RAISE EXCEPTION 'An interval begins anew with its clock alone.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS workdays_deadlineinterval_carried ON workdays_deadlineinterval;
CREATE CONSTRAINT TRIGGER workdays_deadlineinterval_carried
    AFTER UPDATE ON workdays_deadlineinterval DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.starts_on <> OLD.starts_on) EXECUTE FUNCTION workdays_guard_carried();
ALTER TABLE workdays_deadlineinterval ENABLE ALWAYS TRIGGER workdays_deadlineinterval_carried;

-- Whether a receipt names what it says that it comes from: a day of the calendar that was entered,
-- confirmed or withdrawn in this transaction, or an interval of today of this deadline or of that
-- of the same record which it follows.
CREATE OR REPLACE FUNCTION workdays_has_cause(
    receipt workdays_deadlinemove, kept workdays_keptdeadline
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN receipt.cause IN ('calendar', 'withdrawal') THEN
        receipt.interval_id IS NULL AND EXISTS (
            SELECT FROM public.workdays_calendarday entered
            WHERE entered.id = receipt.day_id AND entered.turn = public.audit_turn()
              AND entered.kind <> 'late'
              AND (entered.county_id IS NULL OR entered.county_id = kept.county_id)
              AND entered.withdrawn_on IS NOT DISTINCT FROM
                CASE receipt.cause WHEN 'withdrawal' THEN receipt.moved_on END)
    ELSE receipt.day_id IS NULL AND EXISTS (
        SELECT FROM public.workdays_deadlineinterval given
        JOIN public.workdays_keptdeadline own ON own.id = given.deadline_id
        WHERE given.id = receipt.interval_id AND own.subject_id = kept.subject_id
          AND (own.id = kept.id OR kept.after <> '') AND own.starts_on = given.starts_on
          AND CASE receipt.cause
            WHEN 'extension' THEN given.kind = 'extension' AND given.made_on = receipt.moved_on
            WHEN 'pause' THEN given.kind = 'pause' AND given.made_on = receipt.moved_on
            ELSE given.kind = 'pause' AND given.resumed_on = receipt.moved_on END)
    END
$$;
COMMENT ON FUNCTION workdays_has_cause(workdays_deadlinemove, workdays_keptdeadline) IS
    'Whether the day or the interval by which a receipt moves a deadline is there, and of now.';

-- Asked as the receipt is written, when the deadline has its new day already: one transaction may
-- enter many days, and each has its receipts by the calendar of that moment.
CREATE OR REPLACE FUNCTION workdays_guard_move() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept workdays_keptdeadline;
    county bigint;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT kept FROM workdays_keptdeadline WHERE id = NEW.deadline_id;
    -- What an agency refused is asked again: its clock begins anew on that day.
    IF NEW.cause = 'reopening' THEN
        IF NEW.day_id IS NOT NULL OR NEW.interval_id IS NOT NULL
           OR kept.starts_on <> NEW.moved_on
           OR NOT public.oversight_asked_again(kept.clock, kept.subject_id) THEN
            RAISE EXCEPTION 'A deadline begins anew with the duty that is reopened.'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF workdays_has_cause(NEW, kept) IS NOT TRUE THEN
        RAISE EXCEPTION 'A receipt names the day or the interval that moved its deadline.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.new_on <> kept.due_on OR workdays_kept_due(kept) IS DISTINCT FROM NEW.new_on THEN
        RAISE EXCEPTION 'A deadline moves to the day that the calendar gives.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.new_on < NEW.old_on THEN
        SELECT county_id INTO county FROM workdays_calendarday WHERE id = NEW.day_id;
        IF NEW.new_on < NEW.moved_on OR (NEW.cause = 'withdrawal' AND NEW.new_on < coalesce(
            workdays_due('withdrawal_notice', NEW.moved_on, county), NEW.old_on)) THEN
            RAISE EXCEPTION 'A deadline that becomes shorter leaves its side time.'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_deadlinemove_caused BEFORE INSERT ON workdays_deadlinemove
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_move();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER workdays_deadlinemove_caused;
