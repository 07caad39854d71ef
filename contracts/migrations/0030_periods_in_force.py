"""A settlement is of days on which its contract was in force."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0029_urgency_no_chain"),
    ]

    operations = [LoadSQL("contracts", "settlements")]
