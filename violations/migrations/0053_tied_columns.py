"""Days and words of a case are written by the moves that they belong to."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0052_recused_contracts"), ("audit", "0014_tied_columns")]

    operations = [LoadSQL("violations", "tied")]
