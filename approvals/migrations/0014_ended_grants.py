"""The deputy ends the roles that they refuse to confirm, and no other."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("approvals", "0013_named")]

    operations = [LoadSQL("approvals", "grants")]
