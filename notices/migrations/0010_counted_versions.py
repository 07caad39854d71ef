"""The versions of a letter's text count up by one."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("notices", "0009_own_events")]

    operations = [LoadSQL("notices", "templates")]
