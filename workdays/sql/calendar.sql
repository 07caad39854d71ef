-- The calendar: confirmed days are final, because deadlines are counted by them.

-- An announced or confirmed day is never removed; an estimate that the data no longer names is, by
-- the owner of the database who loads them.
CREATE OR REPLACE FUNCTION workdays_keep_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.draft AND accounts_is_loader(TG_RELID) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Only an estimate is removed; a day that was announced is kept.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER workdays_calendarday_kept BEFORE DELETE ON workdays_calendarday
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_day();
ALTER TABLE workdays_calendarday ENABLE ALWAYS TRIGGER workdays_calendarday_kept;

-- Whoever changes the calendar computes the running deadlines anew. The change waits for
-- transactions that are writing a deadline, and theirs are refused once the calendar is newer.
CREATE OR REPLACE FUNCTION workdays_hold_calendar() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('workdays.calendar', 0));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER workdays_workcalendar_held
    BEFORE INSERT OR UPDATE ON workdays_workcalendar
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_hold_calendar();
ALTER TABLE workdays_workcalendar ENABLE ALWAYS TRIGGER workdays_workcalendar_held;

-- A wrong day is withdrawn once; it stays on record and counts no more.
CREATE OR REPLACE FUNCTION workdays_guard_withdrawal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.withdrawn_on IS NOT NULL OR NEW.withdrawn_on IS NULL THEN
        RAISE EXCEPTION 'A day of the calendar is withdrawn once.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_calendarday_withdrawn BEFORE UPDATE ON workdays_calendarday
    FOR EACH ROW WHEN (
        (NEW.withdrawn_on, NEW.withdrawn_by, NEW.withdrawal_reason)
        IS DISTINCT FROM (OLD.withdrawn_on, OLD.withdrawn_by, OLD.withdrawal_reason)
    )
    EXECUTE FUNCTION workdays_guard_withdrawal();
ALTER TABLE workdays_calendarday ENABLE ALWAYS TRIGGER workdays_calendarday_withdrawn;

CREATE OR REPLACE FUNCTION workdays_seal_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A day that was announced or confirmed stays as it is.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER workdays_calendarday_sealed BEFORE UPDATE ON workdays_calendarday
    FOR EACH ROW WHEN (
        NOT OLD.draft
        AND (OLD.date, OLD.county_id, OLD.kind, OLD.exempt, OLD.late_minutes, OLD.draft,
             OLD.confirmed_by_id, OLD.confirmed_on)
            IS DISTINCT FROM
            (NEW.date, NEW.county_id, NEW.kind, NEW.exempt, NEW.late_minutes, NEW.draft,
             NEW.confirmed_by_id, NEW.confirmed_on)
    )
    EXECUTE FUNCTION workdays_seal_day();
ALTER TABLE workdays_calendarday ENABLE ALWAYS TRIGGER workdays_calendarday_sealed;
