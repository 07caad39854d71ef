"""What is kept of a deadline ends on the day of its record, and has its own length."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0039_proposers"),
        ("workdays", "0021_tied_clocks"),
        ("violations", "0045_tied_clocks"),
    ]

    operations = [LoadSQL("oversight", "clocks", "second_persons")]
