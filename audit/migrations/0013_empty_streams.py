"""A stream of the history begins empty."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0012_entries")]

    operations = [LoadSQL("audit", "history")]
