"""Who moves a clock is of no side that it binds."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0056_named")]

    operations = [LoadSQL("violations", "clock_movers", "windows")]
