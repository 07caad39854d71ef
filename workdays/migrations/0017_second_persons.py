"""Who decides a pending act follows from the act and its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0016_order"),
        ("approvals", "0009_second_persons"),
    ]

    operations = [LoadSQL("workdays", "second_persons")]
