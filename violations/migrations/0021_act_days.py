"""Acts have the day of their writing; first windows their length."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0020_minutes_of_others"),
        ("workdays", "0014_act_days"),
    ]

    operations = [LoadSQL("violations", "office_acts", "paper_days", "first_windows", "act_days")]
