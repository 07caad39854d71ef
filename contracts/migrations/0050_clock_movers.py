"""Who moves a clock is of no side that it binds."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0049_named")]

    operations = [LoadSQL("contracts", "clock_movers")]
