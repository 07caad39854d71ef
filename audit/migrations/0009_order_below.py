"""No row has a free number below that of its sequence."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_moved_columns")]

    operations = [LoadSQL("audit", "order")]
