"""The guards of cases and decisions ask one function for the forum of a track."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0034_triage_turn")]

    operations = [LoadSQL("violations", "cases", "decisions")]
