"""The windows of offices stay open to their last day."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    """Load the guards anew."""

    dependencies = [("oversight", "0003_papers"), ("violations", "0003_open_windows")]
    operations = [
        LoadSQL("oversight", "hearings"),
        LoadSQL("oversight", "reviews"),
    ]
