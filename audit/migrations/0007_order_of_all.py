"""No row is numbered ahead of its sequence."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_order")]

    operations = [LoadSQL("audit", "order")]
