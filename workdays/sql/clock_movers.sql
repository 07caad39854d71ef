-- Who makes a deadline longer is of no side that it binds, and has no part in its record: what
-- `ClockKind.movable`, `binds` and `barred` say in Python. A test compares both for every kind of
-- clock and every role.
--
-- Each app answers for its own clocks: `<app>/sql/clock_movers.sql`.

-- The roles that move a deadline, with the place where they are held; none where the calendar
-- alone moves it.
CREATE OR REPLACE FUNCTION workdays_movers(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT * FROM public.violations_movers(clock, subject)
        UNION ALL SELECT * FROM public.contracts_movers(clock, subject)
        UNION ALL SELECT * FROM public.oversight_movers(clock, subject);
END $$;
COMMENT ON FUNCTION workdays_movers(text, uuid) IS
    'The roles that may suspend or extend a deadline, with the place where each is held.';

-- The roles of the side whose own time a deadline is.
CREATE OR REPLACE FUNCTION workdays_bound(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT * FROM public.violations_bound(clock, subject)
        UNION ALL SELECT * FROM public.oversight_bound(clock, subject);
END $$;
COMMENT ON FUNCTION workdays_bound(text, uuid) IS
    'The roles whose own time a deadline is, with the place where each is held.';

CREATE OR REPLACE FUNCTION workdays_guard_maker() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept workdays_keptdeadline;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT kept FROM workdays_keptdeadline WHERE id = NEW.deadline_id;
    IF NOT EXISTS (
        SELECT FROM workdays_movers(kept.clock, kept.subject_id) held
        WHERE accounts_holds(NEW.made_by, held.role, held.scope, NEW.made_on)
    ) THEN
        RAISE EXCEPTION 'Who moves a deadline is of no side that it binds.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF public.violations_barred(kept.clock, kept.subject_id, NEW.made_by)
       OR public.oversight_barred(kept.clock, kept.subject_id, NEW.made_by) THEN
        RAISE EXCEPTION 'Who moves a deadline has no part in its record.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the caps, whose messages say more.
CREATE OR REPLACE TRIGGER workdays_deadlineinterval_within_side
    BEFORE INSERT ON workdays_deadlineinterval
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_maker();
ALTER TABLE workdays_deadlineinterval ENABLE ALWAYS TRIGGER workdays_deadlineinterval_within_side;

-- What follows another clock moves along with it, but for the own time of who moved that one.
CREATE OR REPLACE FUNCTION workdays_guard_moved_along() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept workdays_keptdeadline;
    given workdays_deadlineinterval;
BEGIN
    SELECT * INTO STRICT kept FROM workdays_keptdeadline WHERE id = NEW.deadline_id;
    SELECT * INTO STRICT given FROM workdays_deadlineinterval WHERE id = NEW.interval_id;
    IF NOT accounts_nobodys(given.made_by, TG_RELID) AND EXISTS (
        SELECT FROM workdays_bound(kept.clock, kept.subject_id) held
        WHERE accounts_holds(given.made_by, held.role, held.scope, NEW.moved_on)
    ) THEN
        RAISE EXCEPTION 'Who decides a record gives the own side no time.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the cause.
CREATE OR REPLACE TRIGGER workdays_deadlinemove_others BEFORE INSERT ON workdays_deadlinemove
    FOR EACH ROW WHEN (NEW.interval_id IS NOT NULL)
    EXECUTE FUNCTION workdays_guard_moved_along();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER workdays_deadlinemove_others;
