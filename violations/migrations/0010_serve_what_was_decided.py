"""What was decided is served until a day that is stored, set once and not moved."""

from django.db import migrations, models

OPEN_BEFORE = [
    "state", "is_issued", "serve_due_on", "served_on", "defence_due_on", "decision_due_on",
    "decision_on", "decided_on", "appeal_due_on", "outcome", "occurrence", "sanction",
    "sanction_days", "final_on", "executed_on", "closed_on", "closing_note",
    "calendar_version", "linked_id", "version", "updated_at",
]  # fmt: skip
ADDED = ["decision_serve_due_on", "result_serve_due_on", "result_served_on"]


def sealed(columns):
    return f"""
DROP TRIGGER violations_case_sealed ON violations_case;
CREATE TRIGGER violations_case_sealed BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{{{",".join(columns)}}}');
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_sealed;
"""


FORWARD = """
CREATE FUNCTION violations_guard_telling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.decision_serve_due_on IS NOT NULL
            AND NEW.decision_serve_due_on IS DISTINCT FROM OLD.decision_serve_due_on)
       OR (OLD.result_serve_due_on IS NOT NULL
            AND NEW.result_serve_due_on IS DISTINCT FROM OLD.result_serve_due_on)
       OR (OLD.result_served_on IS NOT NULL
            AND NEW.result_served_on IS DISTINCT FROM OLD.result_served_on) THEN
        PERFORM violations_refuse('Until when a decision is served is set once.');
    END IF;
    IF NEW.result_served_on IS NOT NULL AND OLD.result_served_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM violations_notice WHERE case_id = NEW.id AND kind = 'appeal_result'
          AND served_on = NEW.result_served_on
    ) THEN
        PERFORM violations_refuse('A result is served by its notice.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER violations_case_telling BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_telling();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_telling;
"""
BACKWARD = """
DROP TRIGGER violations_case_telling ON violations_case;
DROP FUNCTION violations_guard_telling();
"""


def day(name):
    return models.DateField(name, null=True, blank=True)


class Migration(migrations.Migration):
    dependencies = [("violations", "0009_decision_still_stands")]

    operations = [
        migrations.AddField("case", "decision_serve_due_on", day("decision to be served until")),
        migrations.AddField(
            "case", "result_serve_due_on", day("appeal's result to be served until")
        ),
        migrations.AddField("case", "result_served_on", day("appeal's result served on")),
        migrations.RunSQL(sealed(OPEN_BEFORE + ADDED) + FORWARD, BACKWARD + sealed(OPEN_BEFORE)),
    ]
