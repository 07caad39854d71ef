"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_seat"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("agencies", "fixed", "events")]
