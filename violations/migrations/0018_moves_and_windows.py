"""Who moves a report or a case held the role for it; a window has the length of its rule."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0017_type_keys"),
        ("audit", "0003_movers"),
    ]

    operations = [
        LoadSQL(
            "violations", "movers", "sessions", "first_windows", "office_acts", "loaded", "seals"
        )
    ]
