"""No guarantee is called while a reinstatement is owed, or on a proof that fell."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0050_ends_of_others"), ("contracts", "0047_parts_of_money")]

    operations = [LoadSQL("oversight", "annulments", "tied")]
