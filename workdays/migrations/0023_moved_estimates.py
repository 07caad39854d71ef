"""A day of the calendar changes by the event of its own act."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0022_renewed_deadlines")]

    operations = [LoadSQL("workdays", "loaded")]
