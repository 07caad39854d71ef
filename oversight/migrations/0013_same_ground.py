"""A confirmed service says what was proposed; a day done has its run."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0012_unopened_notices"),
        ("contracts", "0009_same_ground"),
        ("workdays", "0007_job_runs"),
    ]
    operations = [LoadSQL("oversight", "paper_service", "job_runs")]
