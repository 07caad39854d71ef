"""Guarantees cover sum and term while a contract is in force; an added service has its reason."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0013_contest_clocks")]

    operations = [
        migrations.AddField(
            "contractaddendum",
            "standing_exception",
            models.CharField(
                "reason to contract in spite of the office's standing",
                max_length=400,
                blank=True,
                db_default="",
                default="",
            ),
        ),
        LoadSQL("contracts", "guarantees", "acceptance", "addenda", "paper_service"),
    ]
