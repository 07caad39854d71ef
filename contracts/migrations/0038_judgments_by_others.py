"""A judgment is confirmed by nobody who decided what is judged."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0037_tied_clocks"),
    ]

    operations = [LoadSQL("contracts", "second_persons")]
