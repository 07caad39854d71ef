"""Who holds or runs the office enters no receipt in its case."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0040_order")]

    operations = [LoadSQL("violations", "recusal", "contract_proofs")]
