"""A column changes with the event that says so, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0007_order_of_all"),
    ]

    operations = [LoadSQL("audit", "movers")]
