"""A column changes with the event that says so, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_bound_keys"),
    ]

    operations = [LoadSQL("accounts", "loaded")]
