"""Records have numbers that their registers have given."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0010_numbers"),
        ("oversight", "0043_superseded_policies"),
    ]

    operations = [LoadSQL("oversight", "numbers")]
