"""Who proposes an act has no part in its record; who decides a matter confirms no paper on it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0035_moved_columns"),
        ("offices", "0011_proposers"),
    ]

    operations = [LoadSQL("contracts", "second_persons")]
