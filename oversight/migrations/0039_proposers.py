"""Who proposes an act has no part in its record; who decides a matter confirms no paper on it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0038_moved_columns"),
        ("violations", "0044_proposers"),
        ("contracts", "0036_proposers"),
    ]

    operations = [LoadSQL("oversight", "interests", "second_persons")]
