"""A judgment reduces a decision or sends the case back to be decided in a further round."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0003_wall"),
        ("violations", "0006_unopened_notices"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="violations_decision_one_first",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="violations_decision_one_appeal",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="violations_decision_one_judgment",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="violations_notice_one_of_kind",
        ),
        migrations.RemoveConstraint(
            model_name="pointentry",
            name="violations_pointentry_once",
        ),
        migrations.AddField(
            model_name="appeal",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AddField(
            model_name="case",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AddField(
            model_name="case",
            name="sent_back_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sent back at"),
        ),
        migrations.AddField(
            model_name="correctiveaction",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AddField(
            model_name="decision",
            name="judgment_result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("annulled", "annulled"),
                    ("reduced", "reduced"),
                    ("sent_back", "sent back for a new decision"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="what the judgment did",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AddField(
            model_name="notice",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AddField(
            model_name="pointentry",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                related_query_name="appeal",
                to="violations.case",
                verbose_name="case",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="violations.hearingsession",
                verbose_name="hearing session",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                fields=("case", "round_no"),
                name="violations_appeal_once",
                violation_error_message="The office has objected already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("session", "round_no"),
                name="violations_decision_one_of_session",
                violation_error_message="The case has been decided.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("forum__in", ["agency", "committee"])),
                fields=("case", "round_no"),
                name="violations_decision_one_first",
                violation_error_message="The case has been decided.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("forum", "appeal")),
                fields=("case", "round_no"),
                name="violations_decision_one_appeal",
                violation_error_message="The objection has been decided.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("forum", "judgment"), ("outcome", "not_proven")),
                fields=("case", "round_no"),
                name="violations_decision_one_judgment",
                violation_error_message="A judgment on this case has been recorded.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("judgment_result", ""),
                    models.Q(
                        ("forum", "judgment"), ("judgment_result", "reduced"), ("outcome", "proven")
                    ),
                    models.Q(
                        ("forum", "judgment"),
                        ("judgment_result__in", ["annulled", "sent_back"]),
                        ("outcome", "not_proven"),
                    ),
                    _connector="OR",
                ),
                name="violations_decision_judgment_result",
                violation_error_message="Only a judgment annuls, reduces or sends back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", True)),
                fields=("case", "kind", "round_no"),
                name="violations_notice_one_of_kind",
                violation_error_message="The case has a notice of this kind.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("points__gt", 0)),
                fields=("case", "round_no"),
                name="violations_pointentry_once",
                violation_error_message="The case has its points.",
            ),
        ),
        LoadSQL(
            "violations",
            "four_eyes",
            "deciding_roles",
            "appeals",
            "cases",
            "windows",
            "paper_days",
            "unserved_results",
            "sealed_rows",
            "changes",
            "decisions",
            "paper_entries",
            "judgments",
            "unopened",
        ),
    ]
