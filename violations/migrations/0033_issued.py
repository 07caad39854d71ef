"""A case whose notice was issued stays so."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0032_judges_of_the_forum")]

    operations = [LoadSQL("violations", "issued")]
