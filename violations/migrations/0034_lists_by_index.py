"""Queues of one stage, one's own reports and a part of a number are read by an index."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("violations", "0033_namings_by_row")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "-opened_on", "-id"], name="violations_case_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=GinIndex(
                fields=["number"], opclasses=["gin_trgm_ops"], name="violations_case_number_part"
            ),
        ),
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(
                fields=["reporter_id", "-submitted_on", "-id"], name="violations_report_mine"
            ),
        ),
    ]
