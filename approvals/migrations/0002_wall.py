"""What raw SQL of the runtime role may not do either."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("audit", "0002_wall"),
    ]

    operations = [LoadSQL("approvals", "asked", "events")]
