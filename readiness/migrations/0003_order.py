"""No row is numbered ahead of its sequence."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("readiness", "0002_wall"), ("audit", "0007_order_of_all")]

    operations = [LoadSQL("readiness", "order")]
