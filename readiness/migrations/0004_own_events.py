"""A column changes with the event of its own act, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("readiness", "0003_order"),
        ("accounts", "0011_accounts_of"),
        ("audit", "0010_numbers"),
    ]

    operations = [LoadSQL("readiness", "fixed", "movers")]
