"""A role that decides is given to a known person."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_held_roles")]
    operations = [LoadSQL("accounts", "grants")]
