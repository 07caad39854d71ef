"""Who decides a pending act follows from the act and its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0035_first_forum"),
        ("approvals", "0009_second_persons"),
        ("offices", "0008_second_persons"),
    ]

    operations = [LoadSQL("violations", "second_persons")]
