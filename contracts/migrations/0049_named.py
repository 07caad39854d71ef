"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0048_old_receipts"),
        ("approvals", "0013_named"),
    ]

    operations = [LoadSQL("contracts", "named")]
