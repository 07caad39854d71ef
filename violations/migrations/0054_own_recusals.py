"""Who stands back from a case says so; who came is noted with the minutes."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0053_tied_columns"), ("audit", "0015_passwords")]

    operations = [LoadSQL("violations", "movers")]
