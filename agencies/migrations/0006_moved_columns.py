"""A column changes with the event that says so, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_order"),
        ("accounts", "0010_moved_columns"),
    ]

    operations = [LoadSQL("agencies", "fixed")]
