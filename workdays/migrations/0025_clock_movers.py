"""Who moves a clock is of no side that it binds."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0024_named")]

    operations = [LoadSQL("workdays", "clock_movers")]
