"""Flags and reviews are closed to other offices."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0023_waiting_judgments")]
    operations = [LoadSQL("oversight", "row_policies")]
