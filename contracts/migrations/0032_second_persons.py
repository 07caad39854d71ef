"""Who decides a pending act follows from the act and its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0031_events_of_interest"),
        ("approvals", "0009_second_persons"),
        ("offices", "0008_second_persons"),
    ]

    operations = [LoadSQL("contracts", "second_persons")]
