"""Estimates, computations of deadlines and their intervals are written by the product's own acts."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0017_second_persons")]

    operations = [
        LoadSQL("workdays", "calendar"),
        LoadSQL("workdays", "loaded"),
        LoadSQL("workdays", "deadlines"),
        LoadSQL("workdays", "fixed"),
        LoadSQL("workdays", "receipts", "act_days"),
    ]
