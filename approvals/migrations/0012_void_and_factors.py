"""Proposals are void by an act on their record; a decider's second factor falls by two admins."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0011_entries"),
        ("audit", "0015_passwords"),
        ("accounts", "0012_letters_and_parts"),
    ]

    operations = [LoadSQL("approvals", "pending_acts", "entries")]
