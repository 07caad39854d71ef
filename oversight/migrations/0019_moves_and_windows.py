"""Who moves a review or ends a flag held the role for it, and the move has its document."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0018_late_steps"),
        ("contracts", "0016_moves_and_windows"),
        ("violations", "0018_moves_and_windows"),
    ]

    operations = [LoadSQL("oversight", "movers", "reviews", "paper_service", "asked", "loaded")]
