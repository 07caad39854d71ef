"""A duty is acted on or void by what is written into its finding, never by itself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION oversight_guard_duty_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- The triggers of cases and flags end duties, one floor deeper than a statement.
    IF pg_trigger_depth() < 2 THEN
        PERFORM public.oversight_refuse('A duty ends with its finding, or is refused.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER oversight_duty_ended BEFORE UPDATE ON oversight_duty
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state IN ('acted', 'void'))
    EXECUTE FUNCTION oversight_guard_duty_end();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_ended;
"""

BACKWARD = """
DROP TRIGGER oversight_duty_ended ON oversight_duty;
DROP FUNCTION oversight_guard_duty_end();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0031_guard_joined_flags")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
