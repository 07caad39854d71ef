"""The money of a contract opens to its agency and its office."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0019_postponed_ends")]
    operations = [LoadSQL("contracts", "row_policies")]
