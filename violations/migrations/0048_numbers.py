"""Records have numbers that their registers have given."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0010_numbers"),
        ("violations", "0047_judgments_by_others"),
    ]

    operations = [LoadSQL("violations", "numbers")]
