"""Answers and corrections are written as the acts write them."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0054_own_recusals")]

    operations = [LoadSQL("violations", "paper_days", "windows", "tied")]
