"""An office signs the minutes and asks for the dossier of its own case."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0041_receipts_of_interest")]

    operations = [LoadSQL("violations", "recusal")]
