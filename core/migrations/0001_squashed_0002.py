"""All migrations of this app up to 0002 as one, for a database that has none of them."""

import django.contrib.postgres.operations
from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [("core", "0001_initial"), ("core", "0002_wall")]

    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.UnaccentExtension(),
        django.contrib.postgres.operations.CITextExtension(),
        LoadSQL("core", "sort_key", "days", "fixed"),
    ]
