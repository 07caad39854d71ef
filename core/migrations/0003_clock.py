"""Guards read the clock by one function."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("core", "0002_wall")]

    operations = [LoadSQL("core", "days")]
