"""A day on which unopened notices were not followed is not marked as done, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0014_reduced_executions")]
    operations = [LoadSQL("oversight", "job_runs")]
