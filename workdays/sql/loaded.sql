-- Lengths of deadlines and working weeks are loaded by the owner of the database; a day has its
-- event, by who keeps the calendar. An estimate counts as an announced day does, and so it comes
-- with the owner's load or a confirmed file alone.

SELECT accounts_load_only('workdays_deadlinerule', '{}');
SELECT accounts_load_only('workdays_workcalendar', '{version}');

-- Each change has the event of its own act: a new day, an estimate that is confirmed where it
-- falls, or a day that is withdrawn.
CREATE OR REPLACE FUNCTION workdays_guard_announced() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    confirmed text[] := '{date,draft,source,confirmed_by_id,confirmed_on,updated_at,turn}';
    withdrawn text[] := '{withdrawn_on,withdrawn_by,withdrawal_reason,updated_at,turn}';
    before jsonb;
    after jsonb := to_jsonb(NEW);
    verb text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        verb := 'calendar.day_added';
    ELSE
        before := to_jsonb(OLD);
        verb := CASE
            WHEN before - confirmed = after - confirmed AND OLD.draft AND NOT NEW.draft
                THEN 'calendar.day_confirmed'
            WHEN before - withdrawn = after - withdrawn THEN 'calendar.day_withdrawn' END;
    END IF;
    IF accounts_is_loader(TG_RELID) OR (verb IS NOT NULL AND audit_done_by(
        'workdays.calendarday', NEW.public_id::text,
        ARRAY[verb || ' secretariat platform_admin'], after))
       OR EXISTS (
        SELECT FROM workdays_dayimport brought
        WHERE brought.confirmed_on = pishkhan_today() AND audit_done_by(
            'workdays.dayimport', brought.public_id::text,
            ARRAY['calendar.imported secretariat platform_admin'], to_jsonb(brought))
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'A day of the calendar is announced by who keeps it, with an event.'
        USING ERRCODE = 'check_violation';
END $$;

-- Asked at the end of the transaction, when the event is written.
DROP TRIGGER IF EXISTS workdays_calendarday_announced ON workdays_calendarday;
CREATE CONSTRAINT TRIGGER workdays_calendarday_announced
    AFTER INSERT OR UPDATE ON workdays_calendarday
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION workdays_guard_announced();
ALTER TABLE workdays_calendarday ENABLE ALWAYS TRIGGER workdays_calendarday_announced;
