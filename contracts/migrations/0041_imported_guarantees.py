"""The guarantee of an imported contract leans on the entry of the contract, which happens once."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0040_own_events"),
    ]

    operations = [LoadSQL("contracts", "imports", "movers")]
