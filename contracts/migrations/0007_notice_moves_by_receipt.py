"""The end of a served termination notice moves only together with its receipt."""

from django.db import migrations

# The guard is opened where it stands, so that what else it says stays as it is.
BEFORE = """AND (NEW.notice_served_on, NEW.notice_ends_on, NEW.notice_proof)
              IS DISTINCT FROM (OLD.notice_served_on, OLD.notice_ends_on, OLD.notice_proof) THEN"""
AFTER = """AND ((NEW.notice_served_on, NEW.notice_proof)
              IS DISTINCT FROM (OLD.notice_served_on, OLD.notice_proof)
              OR (NEW.notice_ends_on IS DISTINCT FROM OLD.notice_ends_on
                  AND NOT workdays_moved('contract.notice', NEW.public_id,
                                         OLD.notice_ends_on, NEW.notice_ends_on))) THEN"""
NOTICE = ((BEFORE, AFTER),)


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
    rewrite(editor, "contracts_guard_endings", NOTICE)


def backward(apps, editor):
    rewrite(editor, "contracts_guard_endings", [(after, before) for before, after in NOTICE])


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0006_keep_notice_days"),
        ("workdays", "0006_guard_receipts"),
    ]

    operations = [migrations.RunPython(forward, backward)]
