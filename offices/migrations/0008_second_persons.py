"""Who decides a pending act follows from the act and its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0007_interests"),
        ("approvals", "0009_second_persons"),
    ]

    operations = [LoadSQL("offices", "interests", "pending_acts")]
