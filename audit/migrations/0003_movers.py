"""A move leaves an event of its own by somebody who held a role for it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_wall"),
        ("accounts", "0003_held_roles"),
    ]

    operations = [LoadSQL("audit", "movers", "account_events", "seals")]
