"""A session is held only when the least time has passed since its summons was served."""

from django.db import migrations

# Days off only make the time longer: the calendar itself is weighed by the action.
FORWARD = r"""
CREATE FUNCTION violations_guard_summons_notice() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told date;
    least integer;
BEGIN
    SELECT min(served_on) INTO told FROM violations_notice WHERE session_id = NEW.id;
    SELECT value + (unit = 'day')::integer INTO least FROM workdays_deadlinerule
    WHERE key = 'summons_notice' AND valid_from <= told
      AND (valid_to IS NULL OR valid_to >= told);
    IF (NEW.starts_at AT TIME ZONE 'Asia/Tehran')::date < told + least THEN
        PERFORM violations_refuse('A session is held the least time after its summons.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_hearingsession_in_time BEFORE UPDATE ON violations_hearingsession
    FOR EACH ROW WHEN (OLD.state = 'summoned' AND NEW.state = 'held')
    EXECUTE FUNCTION violations_guard_summons_notice();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_in_time;
"""

BACKWARD = """
DROP TRIGGER violations_hearingsession_in_time ON violations_hearingsession;
DROP FUNCTION violations_guard_summons_notice();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0046_decisions_and_appeals"),
        ("workdays", "0011_summons_notice"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
