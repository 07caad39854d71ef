"""A register is raised by numbers that are used, each of them."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0009_order_below"),
        ("core", "0004_jalali_months"),
    ]

    operations = [LoadSQL("audit", "history", "numbers")]
