"""Who moves a contract or a guarantee held the role for it; an agreed end leaves its time."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0015_ended_lately"),
        ("audit", "0003_movers"),
    ]

    operations = [
        LoadSQL(
            "contracts", "movers", "guarantees", "agreements", "waivers", "paper_service", "seals"
        )
    ]
