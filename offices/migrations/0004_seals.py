"""The event of a file that is kept names its seal."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0003_wall"),
        ("audit", "0003_movers"),
    ]

    operations = [LoadSQL("offices", "seals")]
