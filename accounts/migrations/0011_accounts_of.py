"""The accounts of a person are found in one place."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_moved_columns")]

    operations = [LoadSQL("accounts", "persons")]
