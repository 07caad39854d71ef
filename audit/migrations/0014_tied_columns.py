"""Columns are written by moves of their own row; who confirms an act records its verb."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0013_empty_streams")]

    operations = [LoadSQL("audit", "movers", "verbs")]
