"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0003_counting"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("workdays", "asked", "fixed", "events")]
