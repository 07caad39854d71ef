"""Guards read the clock by one function; names and places are loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_resting_roles"),
        ("core", "0003_clock"),
        ("territory", "0002_wall"),
    ]

    operations = [LoadSQL("accounts", "grants", "asked", "loaded")]
