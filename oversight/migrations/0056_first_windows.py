"""The first setting of a window has the length of its rule, and no day more."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0055_licensed"),
        ("workdays", "0026_first_windows"),
        ("violations", "0059_first_windows"),
        ("contracts", "0053_first_windows"),
    ]

    operations = [LoadSQL("oversight", "paper_service", "reviews", "clocks")]
