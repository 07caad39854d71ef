"""A password is written by its own person, or ends by the key of an admin."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0014_tied_columns")]

    operations = [LoadSQL("audit", "account_events")]
