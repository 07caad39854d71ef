"""A review is decided after the office's time to answer; until then its notice is served."""

from typing import Any

from django.db import migrations, models

from core.models import new_public_id
from core.sql_files import LoadSQL

OPEN = ["open", "heard", "escalated"]


def keep_service(apps: Any, schema_editor: Any) -> None:
    """Let the day of reviews whose notice is not served yet be that of the service."""
    reviews = apps.get_model("oversight", "TerminationReview").objects
    kept = apps.get_model("workdays", "KeptDeadline").objects
    unserved = reviews.filter(state__in=OPEN, served_on__isnull=True).values("public_id")
    rows = list(kept.filter(clock="review.decision", subject_id__in=unserved))
    for row in rows:
        row.pk, row.public_id, row.clock = None, new_public_id(), "review.service"
    kept.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0031_interests"),
        ("workdays", "0014_act_days"),
    ]

    operations = [
        migrations.AlterField(
            "terminationreview",
            "decision_due_on",
            models.DateField(verbose_name="agency acts until"),
        ),
        LoadSQL("oversight", "reviews"),
        migrations.RunPython(keep_service, migrations.RunPython.noop),
    ]
