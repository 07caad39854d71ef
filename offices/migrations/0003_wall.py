"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0002_membership"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("offices", "asked", "fixed", "events", "proven", "staging")]
