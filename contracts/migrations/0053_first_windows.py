"""The first setting of a window has the length of its rule, and no day more."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0052_licensed"), ("workdays", "0026_first_windows")]

    operations = [LoadSQL("contracts", "clocks", "acceptance")]
