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
    IF workdays_has_cause(NEW, kept) IS NOT TRUE THEN
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

SELECT audit_keep_order('workdays_deadlinemove');
