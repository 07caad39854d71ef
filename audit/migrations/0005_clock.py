"""Guards read the clock by one function."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_factors"),
        ("core", "0003_clock"),
        ("accounts", "0008_clock"),
    ]

    operations = [LoadSQL("audit", "account_events", "movers")]
