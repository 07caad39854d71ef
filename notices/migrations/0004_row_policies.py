"""News and letters open to whom they are for."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_whole_texts")]
    operations = [LoadSQL("notices", "row_policies")]
