"""A duty on a contested objection ends on the day of the contest; executions are due again."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0013_same_ground"),
        ("violations", "0012_reduced_executions"),
    ]

    operations = [LoadSQL("oversight", "duties")]
