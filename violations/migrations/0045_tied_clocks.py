"""What is kept of a deadline ends on the day of its record, and has its own length."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0044_proposers"),
        ("workdays", "0021_tied_clocks"),
        ("contracts", "0037_tied_clocks"),
        ("accounts", "0011_accounts_of"),
    ]

    operations = [LoadSQL("violations", "windows", "clocks", "paper_entries")]
