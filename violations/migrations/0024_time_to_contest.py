"""What is entered in an office's name leaves it time to contest before anything is decided on it."""

from django.db import migrations, models
from django.db.models import Q

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0023_papers_of_offices")]
    operations = (
        [
            migrations.AddField(
                model_name=name,
                name="contest_until",
                field=models.DateField(
                    blank=True, null=True, verbose_name="can be contested until"
                ),
            )
            for name in ("defence", "appeal")
        ]
        + [
            migrations.AddConstraint(
                model_name=name,
                constraint=models.CheckConstraint(
                    name=f"violations_{name}_contest_of_paper",
                    condition=Q(contest_until__isnull=True) | Q(is_paper=True),
                    violation_error_message="Only a paper entry has a time to contest it.",
                ),
            )
            for name in ("defence", "appeal")
        ]
        + [
            LoadSQL(
                "violations", "paper_days", "sealed_rows", "appeals", "decisions", "paper_entries"
            )
        ]
    )
