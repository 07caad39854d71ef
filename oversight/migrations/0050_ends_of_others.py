"""A flag of an agency's inaction is not superseded; proposals of policies end as their acts do."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0049_contestable_answers"),
        ("approvals", "0012_void_and_factors"),
    ]

    operations = [LoadSQL("oversight", "flags", "policies")]
