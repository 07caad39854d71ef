"""The committee decides what it heard in a session; a decision names who sat as its minutes do."""

from django.db import migrations

from core.sql_files import DropTrigger, LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0028_named_contracts")]

    operations = [
        DropTrigger("violations_decision", "violations_decision_with_quorum"),
        LoadSQL("violations", "decisions", "paper_entries"),
    ]
