"""A column changes with the event that says so, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0042_office_events"),
        ("audit", "0008_moved_columns"),
    ]

    operations = [LoadSQL("violations", "events", "movers")]
