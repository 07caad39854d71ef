"""The counts of the desks are read from indexes alone, with what the row policy asks for."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("violations", "0049_sheets_by_row")]

    operations = [
        migrations.RemoveIndex(
            model_name="violationreport",
            name="violations_report_submitted",
        ),
        migrations.RemoveIndex(
            model_name="violationreport",
            name="violations_report_triage",
        ),
        migrations.RemoveIndex(
            model_name="violationreport",
            name="violations_report_waiting",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(decided_on__isnull=False),
                fields=["decided_on"],
                include=("outcome", "id"),
                name="violations_case_decided_day",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(result_serve_due_on__isnull=False, result_served_on__isnull=True),
                fields=["result_serve_due_on"],
                name="violations_case_untold_result",
            ),
        ),
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(
                fields=["-submitted_on", "-id"],
                include=("agency", "reporter_id"),
                name="violations_report_submitted",
            ),
        ),
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(
                condition=Q(state__in=["submitted", "returned"]),
                fields=["state", "triage_due_on", "id"],
                include=("agency", "reporter_id"),
                name="violations_report_triage",
            ),
        ),
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(
                condition=Q(state__in=["submitted", "returned"]),
                fields=["agency", "state", "triage_due_on", "id"],
                include=("reporter_id",),
                name="violations_report_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(
                condition=Q(triaged_by__isnull=False),
                fields=["triaged_by"],
                name="violations_report_triager",
            ),
        ),
    ]
