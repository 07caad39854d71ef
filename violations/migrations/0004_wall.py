"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0003_open_windows"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("violations", "asked", "fixed", "events")]
