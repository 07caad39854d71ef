"""A confirmed service says what was proposed, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0008_unopened_notices")]
    operations = [LoadSQL("contracts", "paper_service")]
