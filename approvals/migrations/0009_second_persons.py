"""Who decides a pending act follows from the act and its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0008_clock"),
    ]

    operations = [LoadSQL("approvals", "second_persons")]
