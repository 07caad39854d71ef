"""A window has an end that is set once, after the service that starts it; nobody shortens it."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_guard_windows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.defence_due_on IS NOT NULL AND NEW.defence_due_on IS DISTINCT FROM OLD.defence_due_on)
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS DISTINCT FROM OLD.appeal_due_on)
       OR (OLD.occurrence IS NOT NULL AND NEW.occurrence IS DISTINCT FROM OLD.occurrence) THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    IF OLD.defence_due_on IS NULL AND NEW.defence_due_on IS NOT NULL
       AND (NEW.served_on IS NULL OR NEW.defence_due_on <= NEW.served_on) THEN
        PERFORM violations_refuse('The defence window ends after the service of the notice.');
    END IF;
    IF OLD.appeal_due_on IS NULL AND NEW.appeal_due_on IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM violations_notice
        WHERE case_id = NEW.id AND kind = 'decision' AND served_on < NEW.appeal_due_on
    ) THEN
        PERFORM violations_refuse('The appeal window starts when the decision was served.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER violations_case_windows BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_windows();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_windows;
"""

BACKWARD = """
DROP TRIGGER violations_case_windows ON violations_case;
DROP FUNCTION violations_guard_windows();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0006_first_reckoning")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
