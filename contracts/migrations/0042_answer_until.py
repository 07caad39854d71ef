"""Until when an office answers a proposed end is asked of one function."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0041_imported_guarantees"),
    ]

    operations = [LoadSQL("contracts", "agreements")]
