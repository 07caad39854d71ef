"""The deputy confirms an import, and a list is opened."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0016_reads")]

    operations = [LoadSQL("audit", "verbs")]
