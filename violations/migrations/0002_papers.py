"""Paper in an office's name has its scan and may be contested; refusals to sign have time."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="violations.evidence",
                verbose_name="scan",
            ),
        ),
        migrations.AddField(
            model_name="defence",
            name="contest_reason",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="why it is contested"
            ),
        ),
        migrations.AddField(
            model_name="defence",
            name="contested_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="contested by"),
        ),
        migrations.AddField(
            model_name="defence",
            name="contested_by_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="contested by"
            ),
        ),
        migrations.AddField(
            model_name="defence",
            name="contested_on",
            field=models.DateField(blank=True, null=True, verbose_name="contested on"),
        ),
        migrations.AddField(
            model_name="defence",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="violations.evidence",
                verbose_name="scan",
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refusal_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="may still sign until"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refusal_scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="violations.evidence",
                verbose_name="scan of the refusal",
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "of the report"),
                    ("service", "proof of service"),
                    ("defence", "of the defence"),
                    ("appeal", "of the objection"),
                    ("correction", "of the correction"),
                    ("hearing", "of the answer in a termination review"),
                    ("judgment", "of a court or higher authority"),
                    ("minutes", "of the minutes of a session"),
                ],
                default="report",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="defence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contest_reason", ""),
                        ("contested_by__isnull", True),
                        ("contested_on__isnull", True),
                    ),
                    models.Q(
                        models.Q(("contest_reason", ""), _negated=True),
                        ("contested_by__isnull", False),
                        ("contested_on__isnull", False),
                        ("is_paper", True),
                    ),
                    _connector="OR",
                ),
                name="violations_defence_contested_paper",
                violation_error_message="Only a paper entry is contested, with a reason.",
            ),
        ),
        migrations.AddField(
            model_name="hearingsession",
            name="closed_day",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=160,
                verbose_name="why its day is off",
            ),
        ),
        migrations.AddField(
            model_name="hearingsession",
            name="day_confirmed_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="day confirmed by"),
        ),
        migrations.AddField(
            model_name="hearingsession",
            name="day_confirmed_on",
            field=models.DateField(blank=True, null=True, verbose_name="day confirmed on"),
        ),
        LoadSQL(
            "violations",
            "sealed_rows",
            "cases",
            "four_eyes",
            "sessions",
            "deciding_roles",
            "decisions",
            "recusal",
            "paper_entries",
        ),
    ]
