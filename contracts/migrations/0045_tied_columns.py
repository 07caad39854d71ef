"""Days and words of a contract are written by the moves that they belong to."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0044_settlement_days"), ("audit", "0014_tied_columns")]

    operations = [LoadSQL("contracts", "endings", "agreements", "movers", "tied")]
