"""What is kept of a deadline ends on the day of its record, and has its own length."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0020_second_case"),
    ]

    operations = [LoadSQL("workdays", "counting", "receipts", "tied")]
