"""All migrations of this app up to 0003 as one, for a database that has none of them."""

import datetime as dt
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.roles.names
import core.models
from core.sql_files import LoadSQL

# Its functions write the rows that an empty database begins with.
released = import_module("notices.migrations.0001_initial")


class Migration(migrations.Migration):
    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_wall"),
        ("notices", "0003_whole_texts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("approvals", "0001_initial"),
        ("audit", "0002_wall"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterTemplate",
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
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("subject", models.CharField(max_length=240, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("law", "law"),
                            ("custom", "custom of the province"),
                            ("assumed", "assumed, to be confirmed"),
                        ],
                        max_length=8,
                        verbose_name="origin",
                    ),
                ),
                ("source", models.CharField(max_length=400, verbose_name="source")),
                ("starts_on", models.DateField(verbose_name="in force from")),
                (
                    "written_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="written by"),
                ),
                (
                    "confirmed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="confirmed by"),
                ),
            ],
            options={
                "verbose_name": "letter template",
                "verbose_name_plural": "letter templates",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version"),
                        name="notices_lettertemplate_version",
                        violation_error_message="This kind of letter has a version of this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="notices_lettertemplate_two_persons",
                        violation_error_message="Another person than its writer confirms a version.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
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
                    "role",
                    models.CharField(
                        choices=[
                            (accounts.roles.names.Role["DEPUTY"], "development deputy"),
                            (accounts.roles.names.Role["EXPERT"], "provincial expert"),
                            (accounts.roles.names.Role["SECRETARIAT"], "secretariat"),
                            (accounts.roles.names.Role["COMMITTEE_CHAIR"], "committee chair"),
                            (accounts.roles.names.Role["COMMITTEE_MEMBER"], "committee member"),
                            (accounts.roles.names.Role["COUNTY_REP"], "county representative"),
                            (accounts.roles.names.Role["AGENCY_MANAGER"], "agency manager"),
                            (accounts.roles.names.Role["AGENCY_CLERK"], "agency clerk"),
                            (
                                accounts.roles.names.Role["AGENCY_APPEAL"],
                                "agency decider of objections",
                            ),
                            (accounts.roles.names.Role["ASSOCIATION"], "association admin"),
                            (accounts.roles.names.Role["OPERATOR"], "office operator"),
                            (accounts.roles.names.Role["AUDITOR"], "auditor"),
                            (accounts.roles.names.Role["PLATFORM_ADMIN"], "platform admin"),
                            (accounts.roles.names.Role["SYSTEM"], "system"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                ("kind", models.CharField(max_length=64, verbose_name="kind")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("deadline", "My deadline is near or has passed"),
                            ("service", "Official service"),
                            ("security", "Safety of my account"),
                            ("answer", "Answer of an office or agency"),
                            ("work", "New report, case or decision"),
                            ("system", "Finished work of the system"),
                        ],
                        max_length=12,
                        verbose_name="topic",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="values")),
                ("url", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "needs_action",
                    models.BooleanField(default=False, verbose_name="asks for an act"),
                ),
                ("event", models.CharField(max_length=120, verbose_name="event")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="archived at"),
                ),
                (
                    "snoozed_until",
                    models.DateField(blank=True, null=True, verbose_name="put off until"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="receiver",
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "indexes": [
                    models.Index(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=["user", "role", "-at", "-id"],
                        name="notices_notification_inbox",
                    ),
                    models.Index(fields=["url"], name="notices_notification_url"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "role", "event"),
                        name="notices_notification_once",
                        violation_error_message="This person has been told of this event.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reach",
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
                    "mobile_sealed",
                    models.CharField(blank=True, max_length=120, verbose_name="mobile"),
                ),
                (
                    "email_sealed",
                    models.CharField(blank=True, max_length=480, verbose_name="e-mail"),
                ),
                ("choices", models.JSONField(default=dict, verbose_name="choices")),
                ("quiet_from", models.TimeField(default=dt.time(21, 0), verbose_name="quiet from")),
                ("quiet_to", models.TimeField(default=dt.time(7, 0), verbose_name="quiet until")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reach",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "ways to be told",
                "verbose_name_plural": "ways to be told",
            },
        ),
        migrations.CreateModel(
            name="Webhook",
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
                ("client", models.CharField(blank=True, max_length=120, verbose_name="client")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("url", models.CharField(max_length=500, verbose_name="address")),
                ("resources", models.JSONField(default=list, verbose_name="resources")),
                ("secret_sealed", models.CharField(max_length=200, verbose_name="secret")),
                (
                    "old_secret_sealed",
                    models.CharField(blank=True, max_length=200, verbose_name="older secret"),
                ),
                (
                    "old_until_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="older secret signs until"
                    ),
                ),
                ("place", models.JSONField(default=dict, verbose_name="told up to")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_code",
                    models.CharField(blank=True, max_length=48, verbose_name="why it ended"),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to="accounts.rolegrant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("old_secret_sealed", ""), ("old_until_at__isnull", True)),
                            models.Q(
                                models.Q(("old_secret_sealed", ""), _negated=True),
                                ("old_until_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notices_webhook_old_secret_dated",
                        violation_error_message="An older secret has an end, and no other has one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_code", "")),
                            models.Q(
                                models.Q(("ended_code", ""), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notices_webhook_ended_iff_dated",
                        violation_error_message="A webhook that ended says when and why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("title", models.CharField(max_length=1000, verbose_name="subject")),
                ("sender", models.CharField(max_length=160, verbose_name="sender")),
                ("addressee", models.CharField(max_length=200, verbose_name="addressee")),
                ("body", models.TextField(verbose_name="text")),
                ("table", models.JSONField(blank=True, default=list, verbose_name="table")),
                ("signer", models.CharField(max_length=160, verbose_name="signed by")),
                (
                    "signer_role",
                    models.CharField(blank=True, max_length=160, verbose_name="role of the signer"),
                ),
                ("record", models.CharField(blank=True, max_length=60, verbose_name="record")),
                ("subject_type", models.CharField(max_length=64, verbose_name="record's type")),
                ("subject_id", models.UUIDField(verbose_name="record's id")),
                ("url", models.CharField(max_length=200, verbose_name="address of the record")),
                ("agency_id", models.UUIDField(blank=True, null=True, verbose_name="agency")),
                ("office_id", models.UUIDField(blank=True, null=True, verbose_name="office")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "in the portal"),
                            ("sms", "text message"),
                            ("email", "e-mail"),
                            ("paper", "on paper"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "check_code",
                    models.CharField(max_length=12, unique=True, verbose_name="check code"),
                ),
                ("issued_on", models.DateField(verbose_name="date")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("issued_by", models.BigIntegerField(verbose_name="issued by")),
                (
                    "opened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="open to the office since"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="notices.lettertemplate",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "indexes": [
                    models.Index(fields=["subject_id", "kind"], name="notices_letter_subject"),
                    models.Index(fields=["office_id", "-id"], name="notices_letter_office"),
                    models.Index(fields=["agency_id", "-id"], name="notices_letter_agency"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("carrier", models.CharField(max_length=24, verbose_name="way")),
                ("payload", models.JSONField(default=dict, verbose_name="content")),
                (
                    "once",
                    models.CharField(
                        max_length=160, null=True, unique=True, verbose_name="said only once"
                    ),
                ),
                (
                    "is_urgent",
                    models.BooleanField(default=False, verbose_name="at once, also at night"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("sent", "sent"), ("dead", "given up")],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_at", models.DateTimeField(verbose_name="next attempt")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "last_code",
                    models.CharField(blank=True, max_length=48, verbose_name="last answer"),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="reference of the gateway"
                    ),
                ),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="delivered at"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="receiver",
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="notices.webhook",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_at", "id"],
                        name="notices_message_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent"), _negated=True),
                        fields=["state", "created_at"],
                        name="notices_message_unsent",
                    ),
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True), ("state", "sent")),
                        fields=["carrier", "ended_at"],
                        name="notices_message_undelivered",
                    ),
                    models.Index(
                        condition=models.Q(("webhook__isnull", False)),
                        fields=["webhook", "-id"],
                        name="notices_message_webhook",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notices_message_ended_iff_dated",
                        violation_error_message="A message that waits has no end, any other has one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("withdrawn_on", models.DateField(verbose_name="withdrawn on")),
                ("withdrawn_by", models.BigIntegerField(verbose_name="withdrawn by")),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                (
                    "template",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="notices.lettertemplate",
                        verbose_name="letter template",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of a letter template",
                "verbose_name_plural": "withdrawals of letter templates",
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "ended",
                    models.CharField(
                        choices=[
                            ("sent", "accepted"),
                            ("failed", "failed, tried again later"),
                            ("refused", "refused for good"),
                        ],
                        max_length=8,
                        verbose_name="result",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=48, verbose_name="answer")),
                ("took_ms", models.PositiveIntegerField(default=0, verbose_name="took, ms")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="notices.message",
                        verbose_name="message",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dispatch",
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
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "in the portal"),
                            ("sms", "text message"),
                            ("email", "e-mail"),
                            ("paper", "on paper"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("shown", "acknowledged in the portal"),
                            ("delivered", "delivery reported by the gateway"),
                            ("receipt", "receipt"),
                        ],
                        max_length=12,
                        verbose_name="proof",
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, max_length=400, verbose_name="proof in words"),
                ),
                ("proven_on", models.DateField(verbose_name="arrived on")),
                ("proven_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "scan",
                    models.BinaryField(blank=True, null=True, verbose_name="scan of the receipt"),
                ),
                (
                    "scan_type",
                    models.CharField(blank=True, max_length=40, verbose_name="media type"),
                ),
                (
                    "scan_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256"),
                ),
                ("recorded_by", models.BigIntegerField(verbose_name="recorded by")),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="notices.letter",
                        verbose_name="letter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "paper"), _negated=True),
                            ("proof", "receipt"),
                            _connector="OR",
                        ),
                        name="notices_dispatch_paper_received",
                        violation_error_message="What goes on paper is proven by a receipt.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "paper"), _negated=True),
                            models.Q(("scan_sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notices_dispatch_paper_scanned",
                        violation_error_message="The scan of the receipt is kept with a paper service.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField(verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="notices.letter",
                        verbose_name="letter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="notices_letterfile_hashed",
                        violation_error_message="A letter's file has its SHA-256.",
                    )
                ],
            },
        ),
        LoadSQL(
            "notices",
            "immutable_rows",
            "letters",
            "messages",
            "templates",
            "asked",
            "fixed",
            "events",
        ),
        migrations.RunPython(released.add_letters, elidable=False),
    ]
