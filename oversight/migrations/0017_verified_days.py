"""No day of the nightly proof is marked as done without its row."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0016_receipts_of_the_recused")]
    operations = [LoadSQL("oversight", "job_runs")]
