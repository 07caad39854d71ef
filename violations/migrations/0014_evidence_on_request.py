"""Restricted evidence opens to the deputy on a reasoned request, for some days."""

import django.db.models.deletion
from django.db import migrations, models

import core.models

FORWARD = """
CREATE TRIGGER violations_evidenceaccess_sealed BEFORE UPDATE ON violations_evidenceaccess
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
CREATE TRIGGER violations_evidenceaccess_kept BEFORE DELETE ON violations_evidenceaccess
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_evidenceaccess ENABLE ALWAYS TRIGGER violations_evidenceaccess_sealed;
ALTER TABLE violations_evidenceaccess ENABLE ALWAYS TRIGGER violations_evidenceaccess_kept;
"""
BACKWARD = """
DROP TRIGGER violations_evidenceaccess_kept ON violations_evidenceaccess;
DROP TRIGGER violations_evidenceaccess_sealed ON violations_evidenceaccess;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0013_evidence_of_hearings"),
    ]

    operations = [
        migrations.AddField(
            model_name="caserule",
            name="evidence_days",
            field=models.PositiveSmallIntegerField(
                default=3, verbose_name="restricted evidence stays open on request, days"
            ),
        ),
        migrations.CreateModel(
            name="EvidenceAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "public_id",
                    models.UUIDField(
                        default=core.models.new_public_id,
                        editable=False,
                        unique=True,
                        verbose_name="public id",
                    ),
                ),
                ("user_id", models.BigIntegerField(verbose_name="asked by")),
                ("user_name", models.CharField(max_length=120, verbose_name="asked by")),
                ("reason", models.TextField(verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("expires_at", models.DateTimeField(verbose_name="open until")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user_id", "expires_at"], name="violations_access_running")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("asked_at")),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="violations_evidenceaccess_limited",
                        violation_error_message="An access has a reason and an end.",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
