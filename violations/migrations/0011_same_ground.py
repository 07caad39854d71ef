"""A confirmed act does what was proposed, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0010_shared_unopened")]
    operations = [LoadSQL("violations", "closing", "paper_days", "recusal", "contract_proofs")]
