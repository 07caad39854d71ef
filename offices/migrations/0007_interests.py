"""Who holds or runs an office acts on none of its matters for the other side."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0006_papers"),
    ]

    operations = [LoadSQL("offices", "interests")]
