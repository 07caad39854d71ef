"""A role is given for the scope that it has."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_letters_and_parts"), ("territory", "0002_wall")]

    operations = [LoadSQL("accounts", "grants")]
