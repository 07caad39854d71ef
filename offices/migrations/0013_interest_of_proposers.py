"""A proposal is not confirmed once its proposer holds or runs the office of its record."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0012_late_renewals"),
    ]

    operations = [LoadSQL("offices", "interests")]
