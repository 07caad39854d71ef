"""A judgment is confirmed by nobody who decided what is judged."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0041_reopened_duties"),
    ]

    operations = [LoadSQL("oversight", "second_persons")]
