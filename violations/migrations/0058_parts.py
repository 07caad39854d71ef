"""A part of a case is written with an event about it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0057_clock_movers"),
        ("audit", "0018_parts"),
    ]

    operations = [LoadSQL("violations", "parts", "movers")]
