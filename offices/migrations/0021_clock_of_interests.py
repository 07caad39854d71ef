"""Who runs an office is asked at the moment of the guards' clock."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("offices", "0020_licensed")]

    operations = [LoadSQL("offices", "interests")]
