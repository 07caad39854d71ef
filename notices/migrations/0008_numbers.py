"""Records have numbers that their registers have given."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0010_numbers"),
        ("notices", "0007_order"),
    ]

    operations = [LoadSQL("notices", "numbers")]
