"""An urgent suspension is not followed by another one."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0028_begun_imports"),
    ]

    operations = [LoadSQL("contracts", "endings")]
