"""What waits for an agency, and notices not served yet, are read by indexes of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("violations", "0037_free_to_name")]

    operations = [
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(
                fields=["agency", "state", "triage_due_on", "id"],
                condition=Q(state__in=["submitted", "returned"]),
                name="violations_report_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["case"],
                condition=Q(served_on__isnull=True),
                name="violations_notice_unserved",
            ),
        ),
    ]
