import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("contracts", "0002_deals"),
        ("offices", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="endingproof",
            name="contracts_endingproof_sourced",
        ),
        migrations.AddField(
            model_name="contract",
            name="reinstated_on",
            field=models.DateField(blank=True, null=True, verbose_name="reinstated on"),
        ),
        migrations.AddField(
            model_name="contract",
            name="reinstating_proof",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reinstatements",
                to="contracts.endingproof",
                verbose_name="proof of the reinstatement",
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
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reinstated_on__isnull", True), ("reinstating_proof__isnull", True)),
                    models.Q(
                        ("reinstated_on__isnull", False), ("reinstating_proof__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="contracts_contract_reinstated_proven",
                violation_error_message="A reinstatement has its day and its proof.",
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
        LoadSQL("contracts", "moves", "endings", "deciders"),
    ]
