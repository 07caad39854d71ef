"""Failures of the daily jobs, and the days of each job in an order of its own."""

from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0009_addenda"),
    ]

    operations = [
        migrations.CreateModel(
            name="FailedRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "public_id",
                    models.UUIDField(
                        default=core.models.new_public_id,
                        editable=False,
                        unique=True,
                        verbose_name="public id",
                    ),
                ),
                ("job", models.CharField(max_length=60, verbose_name="job")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("error", models.CharField(max_length=100, verbose_name="error")),
                ("tries", models.PositiveIntegerField(verbose_name="tries")),
                ("last_at", models.DateTimeField(verbose_name="tried last at")),
            ],
            options={
                "verbose_name": "failed run of a daily job",
                "verbose_name_plural": "failed runs of daily jobs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("job", "as_of"),
                        name="workdays_failedrun_once_a_day",
                        violation_error_message="The failure of this day is noted.",
                    )
                ],
            },
        ),
        LoadSQL("workdays", "runs"),
    ]
