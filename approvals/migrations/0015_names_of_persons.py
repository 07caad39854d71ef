"""The name beside a person changes with an act of the same person."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0014_ended_grants"),
    ]

    operations = [LoadSQL("approvals", "named")]
