"""A suspension that lies under a termination notice is made shorter, too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("contracts", "0010_contested_acceptances")]

    operations = [LoadSQL("contracts", "endings")]
