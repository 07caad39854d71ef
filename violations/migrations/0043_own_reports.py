"""The counts of «mine» in an agency read what a person filed, not all of the agency's reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("violations", "0042_close_what_was_told")]

    operations = [
        migrations.AddIndex(
            model_name="violationreport",
            index=models.Index(fields=["reporter_id", "agency"], name="violations_report_own"),
        ),
    ]
