"""A sanction that is not carried out gets no day of being carried out."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0012_reduced_executions"),
    ]

    operations = [LoadSQL("violations", "cases")]
