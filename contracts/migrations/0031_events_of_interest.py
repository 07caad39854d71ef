"""Who holds or runs an office moves none of its contracts by an event either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0030_periods_in_force"),
    ]

    operations = [LoadSQL("contracts", "recusals")]
