"""The first setting of a window has the length of its rule, and no day more."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0058_parts"),
        ("workdays", "0026_first_windows"),
    ]

    operations = [
        LoadSQL(
            "violations",
            "first_windows",
            "paper_days",
            "windows",
            "appeals",
            "judgments",
            "sessions",
            "clocks",
        )
    ]
