"""Files and bulks open to the account that asked for them."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("lists", "0002_wall")]
    operations = [LoadSQL("lists", "row_policies")]
