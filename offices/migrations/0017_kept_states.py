"""A role of an office is given for one that there is; a state keeps its document."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("offices", "0016_followed_states"), ("accounts", "0013_scopes_of_roles")]

    operations = [LoadSQL("offices", "grants", "offices", "proven")]
