"""A session leaves its own events; a part of a record is written with one."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0017_lists"),
    ]

    operations = [LoadSQL("audit", "verbs", "events", "movers", "doers", "parts")]
