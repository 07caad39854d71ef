"""Each paper of a review or a duty has its own row with its sealed scan."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL

SCAN = (
    "scan",
    "scan_copy",
    "scan_name",
    "scan_type",
    "scan_size",
    "scan_sha256",
    "scan_checked_by",
)


def copy(apps: Any, schema_editor: Any) -> None:
    """Give the document of each refusal its own row; the file stays where it is."""
    model = apps.get_model("oversight", "DutyPaper")
    for duty in apps.get_model("oversight", "Duty").objects.exclude(scan_sha256="").order_by("pk"):
        day = duty.ended_on or duty.reopened_on or duty.starts_on
        model.objects.create(
            duty=duty, code=duty.refusal_code or "court", text=duty.refusal_reason,
            document_no=duty.refusal_document_no, document_on=duty.refusal_document_on,
            entered_on=day, entered_by=duty.refused_by or 0,
            entered_by_name=duty.refused_by_name, in_force_on=day,
            reopened_on=None if duty.ended_on else duty.reopened_on or day,
            **{name: getattr(duty, name) for name in SCAN},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0021_carrying_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyPaper",
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
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "document_on",
                    models.DateField(blank=True, null=True, verbose_name="document date"),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("scan", models.FileField(upload_to="scans/original/", verbose_name="scan")),
                ("scan_copy", models.FileField(upload_to="scans/copy/", verbose_name="copy")),
                ("scan_name", models.CharField(max_length=160, verbose_name="file name")),
                ("scan_type", models.CharField(max_length=40, verbose_name="type")),
                ("scan_size", models.PositiveIntegerField(verbose_name="size, bytes")),
                ("scan_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("scan_checked_by", models.CharField(max_length=40, verbose_name="checked by")),
                ("entered_on", models.DateField(verbose_name="entered on")),
                ("entered_by", models.BigIntegerField(verbose_name="entered by")),
                ("entered_by_name", models.CharField(max_length=120, verbose_name="entered by")),
                (
                    "in_force_on",
                    models.DateField(blank=True, null=True, verbose_name="took effect on"),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("not_ours", "not within the powers of the agency"),
                            ("contract_over", "the contract with the office is over"),
                            ("remedied", "put right meanwhile, nothing is left to be done"),
                            ("court", "stayed by a court or a higher authority"),
                            ("other_way", "dealt with in another proceeding"),
                            ("case_closed", "the case was closed without action, with a reason"),
                            ("term_passed", "reinstatement impossible: the term has passed"),
                            ("no_licence", "reinstatement impossible: the office has no licence"),
                            (
                                "line_held",
                                "reinstatement impossible: another contract covers the line",
                            ),
                            ("settled", "reinstatement impossible: the contract is settled"),
                        ],
                        max_length=16,
                        verbose_name="ground of the refusal",
                    ),
                ),
                (
                    "reopened_on",
                    models.DateField(blank=True, null=True, verbose_name="reopened on"),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="oversight.duty",
                        verbose_name="duty",
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a refusal",
                "verbose_name_plural": "documents of refusals",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("in_force_on__isnull", False), ("reopened_on__isnull", True)
                        ),
                        fields=("duty",),
                        name="oversight_dutypaper_one_standing",
                        violation_error_message="The refusal has its document already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPaper",
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
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "document_on",
                    models.DateField(blank=True, null=True, verbose_name="document date"),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("scan", models.FileField(upload_to="scans/original/", verbose_name="scan")),
                ("scan_copy", models.FileField(upload_to="scans/copy/", verbose_name="copy")),
                ("scan_name", models.CharField(max_length=160, verbose_name="file name")),
                ("scan_type", models.CharField(max_length=40, verbose_name="type")),
                ("scan_size", models.PositiveIntegerField(verbose_name="size, bytes")),
                ("scan_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("scan_checked_by", models.CharField(max_length=40, verbose_name="checked by")),
                ("entered_on", models.DateField(verbose_name="entered on")),
                ("entered_by", models.BigIntegerField(verbose_name="entered by")),
                ("entered_by_name", models.CharField(max_length=120, verbose_name="entered by")),
                (
                    "in_force_on",
                    models.DateField(blank=True, null=True, verbose_name="took effect on"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "answer of the office on paper"),
                            ("judgment", "judgment on the decision"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "document_issuer",
                    models.CharField(blank=True, max_length=160, verbose_name="issuer"),
                ),
                (
                    "contested_on",
                    models.DateField(blank=True, null=True, verbose_name="contested on"),
                ),
                (
                    "contested_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="contested by"),
                ),
                (
                    "contested_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="contested by"),
                ),
                (
                    "contest_reason",
                    models.TextField(blank=True, verbose_name="reason of the contest"),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="oversight.terminationreview",
                        verbose_name="termination review",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a termination review",
                "verbose_name_plural": "papers of termination reviews",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document_no", ""), _negated=True),
                            ("document_on__isnull", False),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="oversight_reviewpaper_named",
                        violation_error_message="A paper has its number, its day and its words.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contest_reason", ""),
                                ("contested_by__isnull", True),
                                ("contested_on__isnull", True),
                            ),
                            models.Q(
                                ("contested_on__isnull", False),
                                ("kind", "answer"),
                                ("contested_by__isnull", False),
                                models.Q(("contest_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="oversight_reviewpaper_contested",
                        violation_error_message="An answer is contested by somebody, with a reason.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force_on__isnull", False), ("kind", "judgment")),
                        fields=("review",),
                        name="oversight_reviewpaper_judged_once",
                        violation_error_message="A judgment has annulled this decision already.",
                    ),
                ],
            },
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="duty",
            name="scan",
        ),
        migrations.RemoveField(
            model_name="duty",
            name="scan_checked_by",
        ),
        migrations.RemoveField(
            model_name="duty",
            name="scan_copy",
        ),
        migrations.RemoveField(
            model_name="duty",
            name="scan_name",
        ),
        migrations.RemoveField(
            model_name="duty",
            name="scan_sha256",
        ),
        migrations.RemoveField(
            model_name="duty",
            name="scan_size",
        ),
        migrations.RemoveField(
            model_name="duty",
            name="scan_type",
        ),
        LoadSQL("oversight", "papers", "hearings", "duties", "reviews", "movers"),
    ]
