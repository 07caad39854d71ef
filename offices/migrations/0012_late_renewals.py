"""A licence whose renewal nobody asked for in time is renewed on the regulator's document."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0011_proposers"),
    ]

    operations = [LoadSQL("offices", "licences")]
