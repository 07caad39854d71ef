"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0051_locked_calls"),
        ("approvals", "0013_named"),
    ]

    operations = [LoadSQL("oversight", "named")]
