"""Acts have the day of their writing; counted days have their length."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0020_row_policies"),
        ("workdays", "0014_act_days"),
    ]

    operations = [LoadSQL("contracts", "waivers", "addenda", "settlements", "act_days")]
