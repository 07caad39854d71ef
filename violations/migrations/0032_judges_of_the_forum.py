"""Who judges holds a role of the forum; a session is of its track, and one is sealed a round."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0031_deciders_sit")]

    operations = [LoadSQL("violations", "sessions")]
