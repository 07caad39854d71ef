"""A row of an office's states is of the state that the office is in."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("offices", "0015_inactive")]

    operations = [LoadSQL("offices", "proven")]
