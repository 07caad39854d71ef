"""Who holds or runs an office enters no receipt of its contract; each receipt has its seal."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0032_second_persons")]

    operations = [LoadSQL("contracts", "recusals", "seals")]
