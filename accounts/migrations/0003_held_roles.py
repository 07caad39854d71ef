"""Guards ask of an account whether it held one of several roles for a row."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_wall")]

    operations = [LoadSQL("accounts", "asked", "loaded", "grants")]
