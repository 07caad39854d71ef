"""An objection that the office contests ends the duty to decide it."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0009_judgments"),
        ("violations", "0008_contested_objections"),
    ]

    operations = [LoadSQL("oversight", "annulments", "duties")]
