"""What is entered as an existing contract has begun, and is active or has ended."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0027_interruptions"),
    ]

    operations = [LoadSQL("contracts", "imports")]
