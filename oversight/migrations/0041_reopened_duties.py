"""A reopened duty runs from the start, with a fresh period."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0040_tied_clocks"),
        ("workdays", "0022_renewed_deadlines"),
    ]

    operations = [LoadSQL("oversight", "duties")]
