"""
A deadline is kept by the calendar of now, and a day that was confirmed stays as it is.

Who changes the calendar computes the running deadlines anew. A deadline that another transaction
was keeping at that moment would be missed: so the change waits for it, and what was computed by
the calendar before the change is not kept any more.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION workdays_hold_calendar() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('workdays.calendar', 0));
    RETURN NULL;
END $$;
CREATE TRIGGER workdays_workcalendar_held BEFORE INSERT OR UPDATE ON workdays_workcalendar
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_hold_calendar();
ALTER TABLE workdays_workcalendar ENABLE ALWAYS TRIGGER workdays_workcalendar_held;

-- It does not wait for the other one, which may want the very record that is held here.
CREATE FUNCTION workdays_guard_computation() RETURNS trigger
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
CREATE TRIGGER workdays_keptdeadline_of_now
    BEFORE INSERT OR UPDATE OF due_on, starts_on, calendar_version ON workdays_keptdeadline
    FOR EACH ROW EXECUTE FUNCTION workdays_guard_computation();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_of_now;

CREATE FUNCTION workdays_seal_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A day that was announced or confirmed stays as it is.'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER workdays_calendarday_sealed BEFORE UPDATE ON workdays_calendarday
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
"""

BACKWARD = """
DROP TRIGGER workdays_calendarday_sealed ON workdays_calendarday;
DROP FUNCTION workdays_seal_day();
DROP TRIGGER workdays_keptdeadline_of_now ON workdays_keptdeadline;
DROP FUNCTION workdays_guard_computation();
DROP TRIGGER workdays_workcalendar_held ON workdays_workcalendar;
DROP FUNCTION workdays_hold_calendar();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0011_summons_notice")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
