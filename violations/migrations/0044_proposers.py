"""Who proposes an act has no part in its record; who decides a matter confirms no paper on it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0043_moved_columns"),
        ("offices", "0011_proposers"),
    ]

    operations = [LoadSQL("violations", "second_persons")]
