"""A withdrawn day of the calendar counts no more in the database either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    """Load the counting anew."""

    dependencies = [("workdays", "0011_whole_texts")]
    operations = [LoadSQL("workdays", "counting")]
