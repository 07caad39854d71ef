"""Accepted addenda lapse only by their rule; renewals are drafted in their time, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0006_agreed_addenda"), ("workdays", "0001_initial")]

    operations = [LoadSQL("contracts", "addenda", "moves")]
