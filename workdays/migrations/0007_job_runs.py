"""The days of the daily jobs are marked in order, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0006_unopened")]
    operations = [LoadSQL("workdays", "fixed", "runs")]
