"""A judgment is confirmed by nobody who decided what is judged."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0046_released_seats"),
    ]

    operations = [LoadSQL("violations", "second_persons")]
