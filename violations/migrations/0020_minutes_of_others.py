"""Minutes record no recusal of another, and are recorded by nobody who reported."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0019_judges_of_contracts"),
    ]

    operations = [
        LoadSQL("violations", "sessions"),
    ]
