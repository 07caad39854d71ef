"""All migrations of this app up to 0003 as one, for a database that has none of them."""

import django.contrib.postgres.fields
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [("audit", "0001_initial"), ("audit", "0002_wall"), ("audit", "0003_movers")]

    initial = True

    dependencies = [
        ("accounts", "0002_wall"),
        ("accounts", "0003_held_roles"),
        ("core", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        LoadSQL("audit", "transactions"),
        migrations.CreateModel(
            name="AuditStream",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="name"
                    ),
                ),
                ("sequence", models.BigIntegerField(default=0, verbose_name="last sequence")),
                ("head", models.CharField(blank=True, max_length=64, verbose_name="last hash")),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(max_length=64, verbose_name="stream")),
                ("sequence", models.BigIntegerField(verbose_name="sequence")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("actor_id", models.BigIntegerField(verbose_name="actor")),
                ("actor_name", models.CharField(max_length=120, verbose_name="actor's name")),
                ("actor_role", models.CharField(max_length=24, verbose_name="role")),
                ("grant_id", models.BigIntegerField(verbose_name="grant")),
                ("via", models.CharField(max_length=8, verbose_name="via")),
                ("client", models.CharField(blank=True, max_length=120, verbose_name="client")),
                ("verb", models.CharField(max_length=64, verbose_name="verb")),
                ("target_type", models.CharField(max_length=64, verbose_name="target type")),
                ("target_id", models.CharField(max_length=40, verbose_name="target id")),
                ("target_label", models.CharField(max_length=200, verbose_name="target")),
                ("changes", models.JSONField(default=dict, verbose_name="changes")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "request_id",
                    models.CharField(blank=True, max_length=32, verbose_name="request id"),
                ),
                (
                    "previous",
                    models.CharField(blank=True, max_length=64, verbose_name="previous hash"),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["target_type", "target_id", "id"], name="audit_auditevent_target"
                    ),
                    models.Index(fields=["-at", "-id"], name="audit_auditevent_at"),
                    models.Index(
                        fields=["actor_id", "-at", "-id"], name="audit_auditevent_by_actor"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream", "sequence"),
                        name="audit_auditevent_chain",
                        violation_error_message="An event of this number exists.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSequence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=32, verbose_name="register")),
                ("jalali_year", models.PositiveSmallIntegerField(verbose_name="Jalali year")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="last number")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("register", "jalali_year"),
                        name="audit_numbersequence_register",
                        violation_error_message="This register has a sequence for the year.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "turn",
                    models.BigIntegerField(
                        db_default=models.Func(function="audit_turn"), verbose_name="transaction"
                    ),
                ),
                ("resource", models.CharField(max_length=32, verbose_name="resource")),
                ("record", models.UUIDField(verbose_name="record")),
                ("is_deleted", models.BooleanField(db_default=False, verbose_name="deleted")),
                (
                    "lost_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        db_default=[],
                        size=None,
                        verbose_name="seen until then by",
                    ),
                ),
            ],
            options={
                "verbose_name": "touched record",
                "verbose_name_plural": "touched records",
                "indexes": [models.Index(fields=["turn", "id"], name="audit_touch_turn")],
            },
        ),
        LoadSQL(
            "audit",
            "history",
            "following",
            "changes",
            "deferred",
            "events",
            "account_events",
            "movers",
            "seals",
        ),
    ]
