"""A report that nobody of the agency's managers is free to weigh passes on."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0033_issued")]

    operations = [LoadSQL("violations", "reports", "asked", "movers")]
