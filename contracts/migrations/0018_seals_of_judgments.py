"""The scan of a judgment on a contract is stored with an event that names its seal."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0017_judgments")]

    operations = [LoadSQL("contracts", "seals")]
