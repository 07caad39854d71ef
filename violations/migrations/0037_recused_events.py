"""Who stood back from a case moves it by an event neither."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0036_second_persons"),
    ]

    operations = [LoadSQL("violations", "recusal")]
