"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0004_open_windows"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("oversight", "asked", "fixed", "events")]
