"""Who proposes an act has no part in its record; who decides a matter confirms no paper on it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0010_moved_columns"),
    ]

    operations = [LoadSQL("offices", "interests")]
