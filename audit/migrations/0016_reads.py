"""What is only read is not changed: an event of reading stands for no change."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0015_passwords")]

    operations = [LoadSQL("audit", "verbs", "deferred", "events")]
