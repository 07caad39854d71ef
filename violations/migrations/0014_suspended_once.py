"""Whoever was suspended on a decision is not suspended again, whatever followed."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0013_nothing_to_execute")]
    operations = [LoadSQL("violations", "cases")]
