"""What an attack found to change beside an event that says something else leans on its own."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0048_numbers"),
    ]

    operations = [LoadSQL("violations", "cases", "movers")]
