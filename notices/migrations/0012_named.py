"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0011_dated_dispatches"),
        ("approvals", "0013_named"),
    ]

    operations = [LoadSQL("notices", "named")]
