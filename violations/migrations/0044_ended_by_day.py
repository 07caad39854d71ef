"""How many cases were open some days ago is read from those that have ended since, by index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("violations", "0043_own_reports")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["final_on"],
                condition=Q(final_on__isnull=False),
                name="violations_case_final_day",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["closed_on"],
                condition=Q(state="closed_no_action"),
                name="violations_case_dropped_day",
            ),
        ),
    ]
