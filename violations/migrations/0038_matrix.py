"""A decision names the occurrence and the sanction of the matrix."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0037_recused_events"),
        ("core", "0004_jalali_months"),
    ]

    operations = [LoadSQL("violations", "decisions")]
