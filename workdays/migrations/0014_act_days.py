"""Acts have the day of their writing."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0013_loaded"),
        ("core", "0003_clock"),
        ("accounts", "0008_clock"),
        ("audit", "0005_clock"),
        ("approvals", "0008_clock"),
    ]

    operations = [LoadSQL("workdays", "runs", "act_days")]
