"""The time to contest a paper moves with the calendar; after a contest the portal is the way."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0011_shorter_suspensions"),
        ("workdays", "0009_addenda"),
    ]

    operations = [LoadSQL("contracts", "contests", "acceptance", "addenda", "events")]
