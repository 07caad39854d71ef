"""Who decided a case records no judgment on the contract; a judgment shortens a suspension."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0018_moves_and_windows"), ("contracts", "0017_judgments")]
    operations = [LoadSQL("violations", "contract_proofs")]
