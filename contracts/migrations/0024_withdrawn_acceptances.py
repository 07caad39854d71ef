"""An office withdraws its acceptance of a contract or an addendum before it holds."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0023_waiting_documents"),
    ]

    operations = [LoadSQL("contracts", "acceptance", "addenda", "movers")]
