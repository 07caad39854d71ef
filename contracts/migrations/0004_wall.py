"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0003_annulled_grounds"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("contracts", "asked", "fixed", "events")]
