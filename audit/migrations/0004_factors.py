"""Passwords and second factors change with an event that says so."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_movers"),
        ("accounts", "0006_bound_secrets"),
    ]

    operations = [LoadSQL("audit", "account_events")]
