"""A recusal from a case reaches what rests on it on the contract."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0047_operators"),
        ("violations", "0052_recused_contracts"),
    ]

    operations = [LoadSQL("oversight", "proof_bars", "interests")]
