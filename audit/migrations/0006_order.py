"""An event has the number of its sequence, so that the last one of a record is the newest."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_clock")]

    operations = [LoadSQL("audit", "order")]
