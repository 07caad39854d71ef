"""A report and a case name a contract that was in force on the day of the event."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0026_in_force_from"),
        ("violations", "0027_interests"),
    ]

    operations = [LoadSQL("violations", "named_contracts")]
