"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0023_moved_estimates"),
        ("approvals", "0013_named"),
    ]

    operations = [LoadSQL("workdays", "named")]
