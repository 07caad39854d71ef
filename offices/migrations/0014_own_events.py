"""A column changes with the event of its own act, or is loaded."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0013_interest_of_proposers"),
        ("accounts", "0011_accounts_of"),
        ("audit", "0010_numbers"),
    ]

    operations = [LoadSQL("offices", "fixed", "proven", "movers")]
