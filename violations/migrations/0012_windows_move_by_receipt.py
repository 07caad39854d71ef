"""A running window moves only together with its receipt, and a correction's day likewise."""

from django.db import migrations

# The guards are opened where they stand, so that what else they say stays as it is.
WINDOWS = (
    (
        "OLD.defence_due_on IS NOT NULL AND NEW.defence_due_on IS DISTINCT FROM OLD.defence_due_on)",
        "OLD.defence_due_on IS NOT NULL AND NEW.defence_due_on IS DISTINCT FROM OLD.defence_due_on AND NOT workdays_moved('case.defence', NEW.public_id, OLD.defence_due_on, NEW.defence_due_on))",
    ),
    (
        "OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS DISTINCT FROM OLD.appeal_due_on)",
        "OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS DISTINCT FROM OLD.appeal_due_on AND NOT workdays_moved('case.appeal', NEW.public_id, OLD.appeal_due_on, NEW.appeal_due_on))",
    ),
)

TELLING = tuple(
    (
        f"NEW.{column} IS DISTINCT FROM OLD.{column})",
        f"NEW.{column} IS DISTINCT FROM OLD.{column} AND NOT workdays_moved('{clock}', NEW.public_id, OLD.{column}, NEW.{column}))",
    )
    for column, clock in (
        ("decision_serve_due_on", "case.decision_service"),
        ("result_serve_due_on", "case.result_service"),
    )
)

SEALED = "done_on,done_note,verified_on,verified_by,verified_note,updated_at"

CORRECTIONS = r"""
CREATE FUNCTION violations_guard_correction_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workdays_moved('case.correction', NEW.public_id, OLD.due_on, NEW.due_on) THEN
        PERFORM violations_refuse('What was recorded here is not changed.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_correctiveaction_day BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on)
    EXECUTE FUNCTION violations_guard_correction_day();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_day;
"""

NO_CORRECTIONS = """
DROP TRIGGER violations_correctiveaction_day ON violations_correctiveaction;
DROP FUNCTION violations_guard_correction_day();
"""


def seal(columns):
    return f"""
DROP TRIGGER violations_correctiveaction_sealed ON violations_correctiveaction;
CREATE TRIGGER violations_correctiveaction_sealed BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{{{columns}}}');
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_sealed;
"""


def rewrite(editor, name, pairs):
    """Replace pieces of a function's text, each of which stands there once."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
        text = cursor.fetchone()[0]
        for before, after in pairs:
            if text.count(before) != 1:
                raise RuntimeError(f"{name} has changed: {before}")
            text = text.replace(before, after)
        cursor.execute(text.replace("%", "%%"), ())


def forward(apps, editor):
    rewrite(editor, "violations_guard_windows", WINDOWS)
    rewrite(editor, "violations_guard_telling", TELLING)


def backward(apps, editor):
    rewrite(editor, "violations_guard_windows", [(after, before) for before, after in WINDOWS])
    rewrite(editor, "violations_guard_telling", [(after, before) for before, after in TELLING])


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0011_days_to_serve"),
        ("workdays", "0006_guard_receipts"),
    ]

    operations = [
        migrations.RunPython(forward, backward),
        migrations.RunSQL(seal(f"due_on,{SEALED}") + CORRECTIONS, NO_CORRECTIONS + seal(SEALED)),
    ]
