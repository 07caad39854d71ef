"""Who decides a case has sat in its session, and who reported it calls none."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0030_free_of_interest")]

    operations = [LoadSQL("violations", "recusal", "deciders_sit")]
