"""A licence that is renewed from a day to come is valid until then."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0019_letters_of_lists"),
    ]

    operations = [LoadSQL("offices", "licences")]
