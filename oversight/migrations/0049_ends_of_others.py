"""A flag of an agency's inaction is not superseded; proposals of policies end as their acts do."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0048_proof_bars"),
        ("approvals", "0011_entries"),
    ]

    operations = [LoadSQL("oversight", "flags", "policies", "movers")]
