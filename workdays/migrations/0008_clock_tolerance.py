"""A clock that is some minutes ahead of the database's refuses no run."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("workdays", "0007_job_runs")]
    operations = [LoadSQL("workdays", "runs")]
