"""Rules and working weeks are loaded; an announced day has its event."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0012_withdrawn_days"),
        ("audit", "0003_movers"),
        ("accounts", "0003_held_roles"),
    ]

    operations = [LoadSQL("workdays", "loaded")]
