"""Keys to the API belong to one account; sessions of before, stored under plain keys, end."""

from typing import Any

from django.db import migrations, models

from accounts.sealing import seal_of
from core.crypto import keyed_digest
from core.sql_files import DropTrigger, LoadSQL


def bind(apps: Any, schema_editor: Any) -> None:
    """Make keyed digests of the plain ones of before, so that each key goes on opening its door."""
    for token in apps.get_model("accounts", "ApiToken").objects.select_related("grant__user"):
        token.digest = keyed_digest(token.digest, "key to the API")
        token.seal = seal_of(token.digest, str(token.grant.user.public_id))
        token.save(update_fields=["digest", "seal"])


def end_sessions(apps: Any, schema_editor: Any) -> None:
    """End the sessions that are stored under their plain keys."""
    apps.get_model("usersessions", "UserSession").objects.all().delete()
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_clock"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="seal",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="seal"),
            preserve_default=False,
        ),
        DropTrigger("accounts_apitoken", "zy_fixed"),  # its columns are fixed
        migrations.RunPython(bind, migrations.RunPython.noop),
        LoadSQL("accounts", "fixed"),
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
