"""A licence that is renewed from a day to come is valid until then."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0051_parts"),
        ("offices", "0020_licensed"),
    ]

    operations = [LoadSQL("contracts", "moves", "addenda")]
