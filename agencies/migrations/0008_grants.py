"""A role of an agency is given for one that there is."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_own_events"), ("accounts", "0013_scopes_of_roles")]

    operations = [LoadSQL("agencies", "grants")]
