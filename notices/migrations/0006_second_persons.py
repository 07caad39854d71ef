"""Who decides a pending act follows from the act and its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_bound_secrets"),
        ("approvals", "0009_second_persons"),
    ]

    operations = [LoadSQL("notices", "second_persons")]
