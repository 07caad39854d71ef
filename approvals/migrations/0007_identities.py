"""Whose account it is, is confirmed by a second admin."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("approvals", "0006_blocked_accounts")]
    operations = [LoadSQL("approvals", "grants")]
