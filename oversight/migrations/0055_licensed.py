"""A licence that is renewed from a day to come is valid until then."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0054_parts"),
        ("offices", "0020_licensed"),
    ]

    operations = [LoadSQL("oversight", "duties")]
