"""An office becomes inactive by a document whose scan is kept."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("offices", "0014_own_events")]

    operations = [LoadSQL("offices", "proven")]
