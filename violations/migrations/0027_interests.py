"""Who holds or runs an office acts on none of its matters for the other side."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0026_own_time"),
        ("offices", "0007_interests"),
    ]

    operations = [LoadSQL("violations", "recusal", "decisions", "paper_entries", "reports")]
