"""The guard of unopened notices asks what it shares with contracts and reviews."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0009_rounds_of_sessions"),
        ("workdays", "0006_unopened"),
    ]

    operations = [LoadSQL("violations", "unopened")]
