"""The database counts the working days of a kind of body, too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    """Load the counting anew."""

    dependencies = [("workdays", "0004_wall")]
    operations = [LoadSQL("workdays", "counting")]
