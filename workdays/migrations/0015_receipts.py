"""A receipt names what moved its deadline, and the day that the calendar gives."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0014_act_days")]

    operations = [LoadSQL("workdays", "receipts")]
