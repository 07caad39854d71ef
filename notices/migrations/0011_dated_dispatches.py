"""A letter arrives between its own day and today."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("notices", "0010_counted_versions")]

    operations = [LoadSQL("notices", "letters")]
