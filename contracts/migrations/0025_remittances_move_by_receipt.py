"""The last day of a settlement moves with the calendar, by a receipt that says why."""

from django.db import migrations

PAID = "'{settled_on,settled_source,settled_by,settled_by_name,updated_at}'"
MOVED = "'{due_on,settled_on,settled_source,settled_by,settled_by_name,updated_at}'"
GUARD = r"""
CREATE FUNCTION contracts_guard_remittance_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.settled_on IS NOT NULL
       OR NOT workdays_moved('contract.remittance', NEW.public_id, OLD.due_on, NEW.due_on) THEN
        PERFORM contracts_refuse('A settlement is not rewritten; a counter-entry takes it back.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_settlement_day BEFORE UPDATE ON contracts_settlement
    FOR EACH ROW WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on)
    EXECUTE FUNCTION contracts_guard_remittance_day();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_day;
"""
NO_GUARD = """
DROP TRIGGER contracts_settlement_day ON contracts_settlement;
DROP FUNCTION contracts_guard_remittance_day();
"""


def rewrite(editor, old, new):
    """Replace the columns that `contracts_keep_settlement` lets change."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('contracts_keep_settlement'::regproc)")
        (text,) = cursor.fetchone()
        if text.count(old) != 1:
            raise RuntimeError(f"contracts_keep_settlement does not say {old} once.")
        cursor.execute(text.replace(old, new))


def let_move(apps, editor):
    rewrite(editor, PAID, MOVED)


def hold(apps, editor):
    rewrite(editor, MOVED, PAID)


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0024_articles"),
        ("workdays", "0011_summons_notice"),
    ]

    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        migrations.RunPython(let_move, hold),
    ]
