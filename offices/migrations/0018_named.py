"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0017_kept_states"),
        ("approvals", "0013_named"),
    ]

    operations = [LoadSQL("offices", "named", "movers")]
