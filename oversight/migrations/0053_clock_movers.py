"""Who moves a clock is of no side that it binds."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0052_named"),
        ("violations", "0057_clock_movers"),
        ("contracts", "0050_clock_movers"),
    ]

    operations = [LoadSQL("oversight", "clock_movers")]
