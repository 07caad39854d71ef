"""While a reinstatement is owed nothing is entered in the account of its contract."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0044_settlement_days"),
        ("oversight", "0045_own_events"),
    ]

    operations = [LoadSQL("oversight", "annulments")]
