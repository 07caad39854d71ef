"""A part of a contract is written with an event about it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0050_clock_movers"),
        ("audit", "0018_parts"),
    ]

    operations = [LoadSQL("contracts", "parts")]
