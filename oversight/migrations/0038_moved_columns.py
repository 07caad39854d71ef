"""A column changes with the event that says so, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0037_order"),
        ("audit", "0008_moved_columns"),
    ]

    operations = [LoadSQL("oversight", "movers")]
