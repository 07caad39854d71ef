"""Flags and reviews lean on what is of their own office."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0053_clock_movers"),
        ("audit", "0018_parts"),
    ]

    operations = [LoadSQL("oversight", "parts")]
