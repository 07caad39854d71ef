"""Acts have the day of their writing."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0004_seals"),
        ("workdays", "0014_act_days"),
    ]

    operations = [LoadSQL("offices", "offices", "act_days")]
