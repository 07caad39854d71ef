"""A day of the calendar that was announced or confirmed stays: deadlines were counted by it."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION workdays_keep_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Only an estimate is removed; a day that was announced is kept.'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER workdays_calendarday_kept BEFORE DELETE ON workdays_calendarday
    FOR EACH ROW WHEN (NOT OLD.draft) EXECUTE FUNCTION workdays_keep_day();
ALTER TABLE workdays_calendarday ENABLE ALWAYS TRIGGER workdays_calendarday_kept;
"""

BACKWARD = """
DROP TRIGGER workdays_calendarday_kept ON workdays_calendarday;
DROP FUNCTION workdays_keep_day();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0008_day_imports")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
