"""The deadline of the second case of a report is computed with the event of the report."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0019_order")]

    operations = [LoadSQL("workdays", "receipts")]
