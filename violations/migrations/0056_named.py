"""Whoever a row names left an event of their own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0055_dated_answers"),
        ("approvals", "0013_named"),
    ]

    operations = [LoadSQL("violations", "named")]
