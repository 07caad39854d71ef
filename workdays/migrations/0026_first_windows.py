"""The first setting of a window has the length of its rule, and no day more."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0025_clock_movers")]

    operations = [LoadSQL("workdays", "counting", "tied", "unopened")]
