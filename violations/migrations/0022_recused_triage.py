"""Who stood back from the contracts of an office triages no report on it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0021_act_days"),
        ("contracts", "0022_recusals"),
    ]

    operations = [LoadSQL("violations", "reports")]
