"""A judgment is recorded on the suspension or the termination of a contract."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0016_moves_and_windows"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="endingproof",
            name="contracts_endingproof_sourced",
        ),
        migrations.AddField(
            model_name="endingproof",
            name="in_force_on",
            field=models.DateField(blank=True, null=True, verbose_name="took effect on"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="judged",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="judgments",
                to="contracts.endingproof",
                verbose_name="what the judged decision rests on",
            ),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="judged_act",
            field=models.CharField(
                blank=True,
                choices=[("suspend", "the suspension"), ("terminate", "the termination")],
                db_default="",
                default="",
                max_length=9,
                verbose_name="decision that was judged",
            ),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="judged_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
        ),
        migrations.AddField(
            model_name="endingproof",
            name="judgment_result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("annulled", "annulled the decision"),
                    ("reduced", "shortened the suspension"),
                    ("upheld", "upheld the decision"),
                ],
                db_default="",
                default="",
                max_length=8,
                verbose_name="what the judgment did",
            ),
        ),
        migrations.AlterField(
            model_name="endingproof",
            name="kind",
            field=models.CharField(
                choices=[
                    ("final_decision", "final proven decision of the agency"),
                    ("decided_review", "decided termination review, office heard"),
                    ("recorded_document", "recorded document of the committee or regulator"),
                    ("urgent", "urgent suspension, at most ten days"),
                    (
                        "annulment",
                        "judgment or objection that annulled the ground of the termination",
                    ),
                    ("judgment", "judgment on a decision about the contract"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="endingproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["final_decision", "decided_review", "annulment"]),
                        ("source_id__isnull", False),
                    ),
                    models.Q(
                        ("kind", "judgment"),
                        ("source_id__isnull", False),
                        models.Q(("document_no", ""), _negated=True),
                        ("document_on__isnull", False),
                        models.Q(("document_issuer", ""), _negated=True),
                    ),
                    models.Q(
                        ("kind", "recorded_document"),
                        models.Q(("document_no", ""), _negated=True),
                        ("document_on__isnull", False),
                        models.Q(("document_issuer", ""), _negated=True),
                    ),
                    ("kind", "urgent"),
                    _connector="OR",
                ),
                name="contracts_endingproof_sourced",
                violation_error_message="A proof names its decision, review or document.",
            ),
        ),
        migrations.AddConstraint(
            model_name="endingproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("kind", "judgment"), _negated=True),
                        ("judged__isnull", True),
                        ("judged_act", ""),
                        ("judgment_result", ""),
                        ("in_force_on__isnull", True),
                        ("judged_days__isnull", True),
                    ),
                    models.Q(
                        ("judged__isnull", False),
                        ("judged_act__in", ["suspend", "terminate"]),
                        ("kind", "judgment"),
                        models.Q(
                            models.Q(
                                ("judged_days__isnull", True),
                                ("judgment_result__in", ["annulled", "upheld"]),
                            ),
                            models.Q(
                                ("judged_act", "suspend"),
                                ("judged_days__gte", 1),
                                ("judgment_result", "reduced"),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="contracts_endingproof_judgment",
                violation_error_message="A judgment names its decision and what it did with it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="endingproof",
            constraint=models.UniqueConstraint(
                condition=models.Q(("in_force_on__isnull", False), ("judgment_result", "annulled")),
                fields=("judged", "judged_act"),
                name="contracts_endingproof_annulled_once",
                violation_error_message="A judgment has annulled this decision already.",
            ),
        ),
        LoadSQL("contracts", "endings", "events", "days", "judgments"),
    ]
