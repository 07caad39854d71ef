"""A paper of the office waits for the deputy, and nothing passes over it; no reporter serves."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0022_recused_triage"),
        ("approvals", "0007_identities"),
    ]
    operations = [
        LoadSQL("violations", "paper_days", "paper_entries", "recusal", "contract_proofs")
    ]
