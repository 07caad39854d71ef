"""Who stands back from the contracts of an office says so."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0045_tied_columns"), ("audit", "0015_passwords")]

    operations = [LoadSQL("contracts", "movers")]
