"""No row is numbered ahead of its sequence."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_version"), ("audit", "0007_order_of_all")]

    operations = [LoadSQL("agencies", "order")]
