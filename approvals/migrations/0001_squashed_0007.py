"""All migrations of this app up to 0007 as one, for a database that has none of them."""

import django.contrib.postgres.fields
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [
        ("approvals", "0001_initial"),
        ("approvals", "0002_wall"),
        ("approvals", "0003_same_ground"),
        ("approvals", "0004_one_role_an_act"),
        ("approvals", "0005_void"),
        ("approvals", "0006_blocked_accounts"),
        ("approvals", "0007_identities"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_wall"),
        ("audit", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="PendingAct",
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
                ("act", models.CharField(max_length=60, verbose_name="act")),
                (
                    "target_type",
                    models.CharField(blank=True, max_length=60, verbose_name="kind of record"),
                ),
                ("target_id", models.UUIDField(blank=True, null=True, verbose_name="record")),
                ("title", models.CharField(max_length=240, verbose_name="title")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("arguments", models.JSONField(default=dict, verbose_name="arguments")),
                ("rows", models.JSONField(default=list, verbose_name="what is proposed")),
                ("digest", models.CharField(max_length=64, verbose_name="fingerprint")),
                (
                    "permission",
                    models.CharField(max_length=60, verbose_name="permission to confirm"),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        size=None,
                        verbose_name="roles that confirm",
                    ),
                ),
                (
                    "scope_kind",
                    models.CharField(default="province", max_length=12, verbose_name="scope"),
                ),
                ("scope_id", models.UUIDField(blank=True, null=True, verbose_name="scope")),
                ("proposed_by", models.BigIntegerField(verbose_name="proposed by")),
                ("proposed_by_name", models.CharField(max_length=120, verbose_name="proposed by")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("expires_on", models.DateField(verbose_name="last day to confirm")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waits for a second person"),
                            ("confirmed", "confirmed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                            ("void", "void"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "decided_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="decided by"),
                ),
                (
                    "decided_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="decided by"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
            ],
            options={
                "verbose_name": "pending act",
                "verbose_name_plural": "pending acts",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["expires_on", "id"],
                        name="approvals_pendingact_waiting",
                    ),
                    models.Index(
                        fields=["proposed_by", "-id"], name="approvals_pendingact_proposer"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "pending"),
                            ),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="approvals_pendingact_decided_iff_not_pending",
                        violation_error_message="A decided act, and no other, says who decided it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="approvals_pendingact_digest_whole",
                        violation_error_message="A pending act has a fingerprint of its content.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("scope_id__isnull", True),
                                ("scope_kind__in", ("province", "platform")),
                            ),
                            models.Q(
                                models.Q(
                                    ("scope_kind__in", ("province", "platform")), _negated=True
                                ),
                                ("scope_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="approvals_pendingact_scope_named",
                        violation_error_message="A scope within the province names its body.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            ("reason__regex", "\\S.{8,}\\S"),
                            _connector="OR",
                        ),
                        name="approvals_pendingact_refused_with_reason",
                        violation_error_message="Write why it is refused: at least ten characters.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("act", "target_type", "target_id"),
                        name="approvals_pendingact_once_for_a_record",
                        violation_error_message="The same act on this record waits already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("state__in", ["withdrawn", "void"]),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="approvals_pendingact_two_accounts",
                        violation_error_message="Another person than the proposer confirms an act.",
                    ),
                ],
            },
        ),
        LoadSQL("approvals", "pending_acts", "asked", "events", "grants"),
    ]
