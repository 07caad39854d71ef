"""The name beside a person changes with an act of the same person."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0021_clock_of_interests"),
        ("approvals", "0015_names_of_persons"),
    ]

    operations = [LoadSQL("offices", "named")]
