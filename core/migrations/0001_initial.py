"""Extensions that constraints and search need, the Persian sort key and the guard of days."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CITextExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        CITextExtension(),
        LoadSQL("core", "sort_key", "days"),
    ]
