"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0012_void_and_factors"),
        ("audit", "0016_reads"),
    ]

    operations = [LoadSQL("approvals", "named")]
