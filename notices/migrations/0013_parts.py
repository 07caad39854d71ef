"""A letter opens with a proof of its service."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0012_named"),
        ("audit", "0018_parts"),
    ]

    operations = [LoadSQL("notices", "parts")]
