"""Windows stay open to their last day; paper of an earlier day is confirmed by another person."""

from django.db import migrations, models

from core.sql_files import LoadSQL

STATES = [
    ("opened", "opened, to be served"),
    ("notified", "in the defence window"),
    ("defended", "defended, to be decided"),
    ("defence_lapsed", "without defence, to be decided"),
    ("scheduled", "scheduled for decision"),
    ("decided", "decided, not final"),
    ("appealed", "objected to"),
    ("final", "final"),
    ("closed", "closed"),
    ("closed_no_action", "closed without action"),
]


class Migration(migrations.Migration):
    """Load the guards anew; a decided case is not called by a window that may not run."""

    dependencies = [
        ("violations", "0002_papers"),
        ("workdays", "0003_counting"),
        ("approvals", "0001_initial"),
    ]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="closed_from",
            field=models.CharField(
                blank=True, choices=STATES, db_default="", max_length=20,
                verbose_name="state before closing",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=STATES, default="opened", max_length=20, verbose_name="state"
            ),
        ),
        LoadSQL("violations", "cases", "sessions", "paper_days"),
    ]  # fmt: skip
