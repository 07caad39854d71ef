"""Events follow each other, and say what changes of a record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("accounts", "0002_wall"),
    ]

    operations = [LoadSQL("audit", "history", "events", "account_events")]
