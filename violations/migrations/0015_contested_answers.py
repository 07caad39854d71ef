"""An answer that the office contests is none; corrections leave the office time."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0014_suspended_once"),
        ("workdays", "0011_whole_texts"),
        ("notices", "0003_whole_texts"),
    ]
    operations = [
        LoadSQL("violations", "cases", "contract_proofs", "paper_days", "sessions", "windows")
    ]
