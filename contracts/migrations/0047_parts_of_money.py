"""A settlement has its parts, a call its standing proof; a new guarantee is held."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0046_own_recusals")]

    operations = [LoadSQL("contracts", "payments", "guarantees", "judgments", "tied", "fixed")]
