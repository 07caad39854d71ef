"""The name beside a person changes with an act of the same person."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0056_first_windows"),
        ("approvals", "0015_names_of_persons"),
    ]

    operations = [LoadSQL("oversight", "named")]
