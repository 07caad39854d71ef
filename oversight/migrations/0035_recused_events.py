"""Who stood back from a case moves it by an event neither."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0034_second_persons"),
        ("violations", "0037_recused_events"),
    ]

    operations = [LoadSQL("oversight", "recused_events")]
