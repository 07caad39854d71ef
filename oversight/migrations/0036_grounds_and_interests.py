"""A refusal leans on its ground; who has an interest acts on no duty, paper or deadline."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0035_recused_events"),
        ("contracts", "0033_receipts_of_interest"),
        ("violations", "0041_receipts_of_interest"),
        ("workdays", "0018_counted"),
    ]

    operations = [
        LoadSQL("oversight", "duties", "hearings", "movers"),
        LoadSQL("oversight", "interests"),
    ]
