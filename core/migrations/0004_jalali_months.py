"""Guards count Jalali months."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_clock"),
    ]

    operations = [LoadSQL("core", "jalali")]
