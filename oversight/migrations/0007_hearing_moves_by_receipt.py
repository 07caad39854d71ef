"""The office's time to answer a review moves only together with its receipt."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_guard_hearing_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workdays_moved('review.hearing', NEW.public_id, OLD.hearing_due_on,
                          NEW.hearing_due_on) THEN
        PERFORM oversight_refuse('A window that runs is not moved.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER oversight_review_hearing_day BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (
        OLD.hearing_due_on IS NOT NULL AND NEW.hearing_due_on IS DISTINCT FROM OLD.hearing_due_on
    )
    EXECUTE FUNCTION oversight_guard_hearing_day();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_hearing_day;
"""

BACKWARD = """
DROP TRIGGER oversight_review_hearing_day ON oversight_terminationreview;
DROP FUNCTION oversight_guard_hearing_day();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0006_guard_hearing"),
        ("workdays", "0006_guard_receipts"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
