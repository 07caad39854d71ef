"""A receipt of an earlier day rests on a service that another person confirms."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0047_parts_of_money"),
        ("notices", "0011_dated_dispatches"),
    ]

    operations = [LoadSQL("contracts", "paper_service")]
