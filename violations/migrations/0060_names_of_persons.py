"""The name beside a person changes with an act of the same person; a used window stays."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0059_first_windows"),
        ("approvals", "0015_names_of_persons"),
    ]

    operations = [LoadSQL("violations", "named", "windows")]
