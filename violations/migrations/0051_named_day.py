"""A case is not decided before the day that was named for it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0050_signing_time"),
    ]

    operations = [LoadSQL("violations", "decisions")]
