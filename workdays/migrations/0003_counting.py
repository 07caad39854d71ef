"""Deadlines can be counted in the database."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    """Load the functions."""

    dependencies = [("workdays", "0002_withdrawal")]
    operations = [LoadSQL("workdays", "counting")]
