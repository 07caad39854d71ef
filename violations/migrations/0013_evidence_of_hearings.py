"""What an office adds to its answer in a termination hearing is evidence like any other."""

import django.db.models.deletion
from django.db import migrations, models


def sealed(columns):
    return f"""
DROP TRIGGER violations_evidence_sealed ON violations_evidence;
CREATE TRIGGER violations_evidence_sealed BEFORE UPDATE ON violations_evidence
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{{{",".join(columns)}}}');
ALTER TABLE violations_evidence ENABLE ALWAYS TRIGGER violations_evidence_sealed;
"""


BEFORE = ["report_id", "case_id", "attached_at", "updated_at"]


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0006_keep_notice_days"),
        ("violations", "0012_windows_move_by_receipt"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="evidence",
            name="violations_evidence_one_parent",
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="violations_evidence_attached_iff_dated",
        ),
        migrations.AddField(
            model_name="evidence",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="hearing",
            field=models.UUIDField(blank=True, null=True, verbose_name="hearing"),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "of the report"),
                    ("service", "proof of service"),
                    ("defence", "of the defence"),
                    ("appeal", "of the appeal"),
                    ("correction", "of the correction"),
                    ("hearing", "of the answer in a termination review"),
                ],
                default="report",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("hearing__isnull", False)),
                fields=["hearing"],
                name="violations_evidence_hearing",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("report__isnull", True)),
                    models.Q(("hearing__isnull", True), ("report__isnull", True)),
                    models.Q(("case__isnull", True), ("hearing__isnull", True)),
                    _connector="OR",
                ),
                name="violations_evidence_one_parent",
                violation_error_message="A file belongs to a report, a case or a hearing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("attached_at__isnull", True),
                        ("case__isnull", True),
                        ("hearing__isnull", True),
                        ("report__isnull", True),
                    ),
                    models.Q(
                        ("attached_at__isnull", False),
                        models.Q(
                            ("report__isnull", False),
                            ("case__isnull", False),
                            ("hearing__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="violations_evidence_attached_iff_dated",
                violation_error_message="An attached file, and no other, says since when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contract__isnull", True), ("hearing__isnull", True)),
                    models.Q(("contract__isnull", False), ("hearing__isnull", False)),
                    _connector="OR",
                ),
                name="violations_evidence_hearing_on_contract",
                violation_error_message="A hearing is on a contract.",
            ),
        ),
        migrations.RunSQL(sealed([*BEFORE, "contract_id", "hearing"]), sealed(BEFORE)),
    ]
