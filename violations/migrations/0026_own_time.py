"""Who keeps the calendar gives the own body time only with a second person."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0025_absences"),
        ("workdays", "0014_act_days"),
        ("approvals", "0008_clock"),
    ]
    operations = [LoadSQL("violations", "own_time")]
