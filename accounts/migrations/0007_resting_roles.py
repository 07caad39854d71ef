"""A role that decides rests while nobody said whose account it is."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_bound_secrets")]
    operations = [LoadSQL("accounts", "grants", "asked")]
