"""Two persons are left as platform admins, whoever's role ends."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_scopes_of_roles")]

    operations = [LoadSQL("accounts", "grants")]
