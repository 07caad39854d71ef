"""A case whose late step is before the deputy is closed with the deputy's confirmation."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0017_verified_days"),
        ("violations", "0015_contested_answers"),
    ]
    operations = [LoadSQL("oversight", "duties", "hearings")]
