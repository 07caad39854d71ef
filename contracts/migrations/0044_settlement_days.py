"""A settlement is due after the office had its time; a contract is sent with its words."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0043_reconsider_until"),
    ]

    operations = [LoadSQL("contracts", "settlements"), LoadSQL("contracts", "words")]
