"""A receipt has the number of its sequence, so that the last one of a deadline is the newest."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0015_receipts"), ("audit", "0006_order")]

    operations = [LoadSQL("workdays", "receipts")]
