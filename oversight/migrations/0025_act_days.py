"""Acts have the day of their writing; flags end when their fact holds."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0024_row_policies"),
        ("workdays", "0014_act_days"),
        ("violations", "0021_act_days"),
        ("contracts", "0021_act_days"),
    ]

    operations = [LoadSQL("oversight", "movers", "flags", "act_days")]
