"""A recusal from the contracts of an office with an agency reaches their cases."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0051_named_day"),
    ]

    operations = [
        LoadSQL("violations", "sessions"),
        LoadSQL("violations", "stand_ins"),
        LoadSQL("violations", "deciding_roles"),
    ]
