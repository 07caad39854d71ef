"""Who stood back from the contracts of an office acts on no review of them."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0026_waiting_duties"),
        ("violations", "0022_recused_triage"),
        ("contracts", "0022_recusals"),
    ]

    operations = [LoadSQL("oversight", "hearings")]
