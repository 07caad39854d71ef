"""The receipt of a moved deadline stands beside an event of an addendum, too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0008_clock_tolerance")]
    operations = [LoadSQL("workdays", "events")]
