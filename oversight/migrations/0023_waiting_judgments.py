"""Nothing rests on a decision on which a judgment waits for its second person."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0022_papers"),
    ]

    operations = [
        LoadSQL("oversight", "annulments"),
    ]
