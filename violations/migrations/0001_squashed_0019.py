"""All migrations of this app up to 0019 as one, for a database that has none of them."""

from importlib import import_module

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.roles.names
import core.models
import offices.models.offices
from core.sql_files import LoadSQL

# Its functions write the rows that an empty database begins with.
released = import_module("violations.migrations.0001_initial")


class Migration(migrations.Migration):
    replaces = [
        ("violations", "0001_initial"),
        ("violations", "0002_papers"),
        ("violations", "0003_open_windows"),
        ("violations", "0004_wall"),
        ("violations", "0005_handling_windows"),
        ("violations", "0006_unopened_notices"),
        ("violations", "0007_judgments"),
        ("violations", "0008_contested_objections"),
        ("violations", "0009_rounds_of_sessions"),
        ("violations", "0010_shared_unopened"),
        ("violations", "0011_same_ground"),
        ("violations", "0012_reduced_executions"),
        ("violations", "0013_nothing_to_execute"),
        ("violations", "0014_suspended_once"),
        ("violations", "0015_contested_answers"),
        ("violations", "0016_recusals"),
        ("violations", "0017_type_keys"),
        ("violations", "0018_moves_and_windows"),
        ("violations", "0019_judges_of_contracts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("agencies", "0001_initial"),
        ("agencies", "0004_version"),
        ("approvals", "0001_initial"),
        ("audit", "0001_initial"),
        ("audit", "0002_wall"),
        ("audit", "0003_movers"),
        ("contracts", "0001_initial"),
        ("contracts", "0011_shorter_suspensions"),
        ("contracts", "0017_judgments"),
        ("core", "0001_initial"),
        ("notices", "0003_whole_texts"),
        ("offices", "0001_initial"),
        ("offices", "0003_wall"),
        ("territory", "0001_initial"),
        ("workdays", "0001_initial"),
        ("workdays", "0003_counting"),
        ("workdays", "0005_body_counting"),
        ("workdays", "0006_unopened"),
        ("workdays", "0011_whole_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("quorum", models.PositiveSmallIntegerField(verbose_name="quorum")),
                (
                    "agency_quorum",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="quorum of an agency's own hearing"
                    ),
                ),
                (
                    "lookback_months",
                    models.PositiveSmallIntegerField(verbose_name="look-back for repeats, months"),
                ),
                (
                    "points_months",
                    models.PositiveSmallIntegerField(verbose_name="life of points, months"),
                ),
                (
                    "evidence_days",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="restricted evidence stays open on request, days"
                    ),
                ),
                (
                    "stand_in_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="a naming of who stands in holds at most, days"
                    ),
                ),
                (
                    "legal_reference",
                    models.CharField(blank=True, max_length=240, verbose_name="legal reference"),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[("sourced", "sourced"), ("assumed", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                offices.models.offices.DateRange(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            )
                        ],
                        name="violations_caserule_one_at_a_time",
                        violation_error_message="Another rule is in force on some of these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agency_quorum__gte", 1),
                            ("lookback_months__gte", 1),
                            ("points_months__gte", 1),
                            ("quorum__gte", 1),
                        ),
                        name="violations_caserule_positive",
                        violation_error_message="Quorum and months are at least one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDraft",
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
                ("user_id", models.BigIntegerField(verbose_name="writer")),
                ("grant_id", models.BigIntegerField(verbose_name="grant")),
                ("data", models.JSONField(default=dict, verbose_name="fields")),
                ("label", models.CharField(blank=True, max_length=160, verbose_name="label")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user_id", "-updated_at"], name="violations_draft_user")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportSheet",
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
                ("user_id", models.BigIntegerField(verbose_name="brought by")),
                ("grant_id", models.BigIntegerField(verbose_name="grant")),
                ("file_name", models.CharField(max_length=200, verbose_name="file name")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("original", models.BinaryField(default=b"", verbose_name="file")),
                ("blank", models.PositiveIntegerField(default=0, verbose_name="empty rows")),
                (
                    "takes_alike",
                    models.BooleanField(
                        default=False, verbose_name="files what is like an earlier report"
                    ),
                ),
                ("work_id", models.UUIDField(blank=True, null=True, verbose_name="job")),
            ],
            options={
                "verbose_name": "workbook of reports",
                "verbose_name_plural": "workbooks of reports",
                "indexes": [models.Index(fields=["user_id", "-id"], name="violations_sheet_user")],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
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
                    "step",
                    models.CharField(
                        choices=[
                            ("decision", "decision"),
                            ("appeal", "objection"),
                            ("review", "termination review"),
                        ],
                        max_length=10,
                        verbose_name="what is decided",
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="subject id")),
                ("member_id", models.BigIntegerField(verbose_name="named person")),
                ("member_name", models.CharField(max_length=120, verbose_name="named person")),
                ("reason", models.TextField(verbose_name="reason")),
                ("last_on", models.DateField(verbose_name="last day")),
                ("named_on", models.DateField(verbose_name="named on")),
                ("named_at", models.DateTimeField(verbose_name="named at")),
                ("named_by", models.BigIntegerField(verbose_name="named by")),
                ("named_by_name", models.CharField(max_length=120, verbose_name="named by")),
            ],
            options={
                "verbose_name": "stand-in",
                "verbose_name_plural": "stand-ins",
                "indexes": [
                    models.Index(
                        fields=["subject_id", "step", "-id"], name="violations_standin_subject"
                    ),
                    models.Index(fields=["member_id", "last_on"], name="violations_standin_member"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__gte", models.F("named_on")),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="violations_standin_limited",
                        violation_error_message="A stand-in is named with a reason and a last day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ViolationType",
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
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("licence", "licence"),
                            ("contract", "contract"),
                            ("both", "both"),
                        ],
                        max_length=10,
                        verbose_name="track",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("minor", "minor"),
                            ("moderate", "moderate"),
                            ("major", "major"),
                            ("critical", "critical"),
                        ],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(verbose_name="points")),
                (
                    "legal_reference",
                    models.CharField(blank=True, max_length=240, verbose_name="legal reference"),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="explanation")),
                (
                    "cure_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="cure period, days"
                    ),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[("sourced", "sourced"), ("assumed", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            (
                                offices.models.offices.DateRange(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="violations_violationtype_one_at_a_time",
                        violation_error_message="A type of this code is in force on some of these days.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TypeKeys",
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
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=40),
                        size=6,
                        verbose_name="types by number key",
                    ),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "number keys of an agency",
                "verbose_name_plural": "number keys of agencies",
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                    "number",
                    models.CharField(max_length=20, unique=True, verbose_name="case number"),
                ),
                (
                    "track",
                    models.CharField(
                        choices=[("licence", "licence"), ("contract", "contract")],
                        max_length=10,
                        verbose_name="track",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "opened, to be served"),
                            ("notified", "in the defence window"),
                            ("defended", "defended, to be decided"),
                            ("defence_lapsed", "without defence, to be decided"),
                            ("scheduled", "scheduled for decision"),
                            ("decided", "decided, not final"),
                            ("appealed", "objected to"),
                            ("final", "final"),
                            ("closed", "closed"),
                            ("closed_no_action", "closed without action"),
                        ],
                        default="opened",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("minor", "minor"),
                            ("moderate", "moderate"),
                            ("major", "major"),
                            ("critical", "critical"),
                        ],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(verbose_name="points if proven")),
                ("occurred_on", models.DateField(verbose_name="occurred on")),
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("is_issued", models.BooleanField(default=False, verbose_name="notice issued")),
                ("serve_due_on", models.DateField(verbose_name="notice due")),
                (
                    "served_on",
                    models.DateField(blank=True, null=True, verbose_name="notice served on"),
                ),
                (
                    "defence_due_on",
                    models.DateField(blank=True, null=True, verbose_name="defence due"),
                ),
                (
                    "decision_due_on",
                    models.DateField(blank=True, null=True, verbose_name="decision due"),
                ),
                (
                    "decision_on",
                    models.DateField(blank=True, null=True, verbose_name="day of decision"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "decision_serve_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="decision to be served until"
                    ),
                ),
                (
                    "appeal_due_on",
                    models.DateField(blank=True, null=True, verbose_name="objection due"),
                ),
                (
                    "result_serve_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="objection's result to be served until"
                    ),
                ),
                (
                    "result_served_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="objection's result served on"
                    ),
                ),
                (
                    "is_contested",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="an objection in time waits"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("proven", "proven"), ("not_proven", "not proven")],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "occurrence",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="occurrence"
                    ),
                ),
                (
                    "sanction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "no sanction"),
                            ("reminder", "written reminder"),
                            ("written_warning", "written warning"),
                            ("suspension", "suspension"),
                            ("termination_review", "termination review"),
                            ("licence_cancellation_referral", "referral for licence cancellation"),
                        ],
                        max_length=32,
                        verbose_name="sanction",
                    ),
                ),
                (
                    "sanction_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
                ),
                ("final_on", models.DateField(blank=True, null=True, verbose_name="final on")),
                (
                    "executed_on",
                    models.DateField(blank=True, null=True, verbose_name="sanction carried out on"),
                ),
                (
                    "executed_by",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="sanction carried out by"
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "closed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="closed by"),
                ),
                ("closing_note", models.TextField(blank=True, verbose_name="closing note")),
                (
                    "closing_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("evidence", "the evidence does not suffice for a decision"),
                            ("no_violation", "what was reported is no violation"),
                            ("duplicate", "the same event is dealt with in another case"),
                            ("competence", "outside the competence of this body"),
                            ("office_ended", "the office or its contract has ended"),
                            ("in_error", "the case was opened in error"),
                        ],
                        db_default="",
                        max_length=20,
                        verbose_name="ground of closing without action",
                    ),
                ),
                (
                    "closed_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opened", "opened, to be served"),
                            ("notified", "in the defence window"),
                            ("defended", "defended, to be decided"),
                            ("defence_lapsed", "without defence, to be decided"),
                            ("scheduled", "scheduled for decision"),
                            ("decided", "decided, not final"),
                            ("appealed", "objected to"),
                            ("final", "final"),
                            ("closed", "closed"),
                            ("closed_no_action", "closed without action"),
                        ],
                        db_default="",
                        max_length=20,
                        verbose_name="state before closing",
                    ),
                ),
                (
                    "reopen_due_on",
                    models.DateField(blank=True, null=True, verbose_name="can be reopened until"),
                ),
                (
                    "reopened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reopened at"),
                ),
                (
                    "reopened_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="reopened by"),
                ),
                (
                    "calendar_version",
                    models.CharField(blank=True, max_length=40, verbose_name="calendar version"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="agency reminded on"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="in whose hands",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="county",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="offices.licenceholder",
                        verbose_name="licence holder",
                    ),
                ),
                (
                    "linked",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked_back",
                        to="violations.case",
                        verbose_name="linked case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="violations.violationtype",
                        verbose_name="violation type",
                    ),
                ),
                (
                    "appeal_decision_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="objection to be decided until"
                    ),
                ),
                (
                    "closing_due_on",
                    models.DateField(blank=True, null=True, verbose_name="to be closed until"),
                ),
                (
                    "execution_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="sanction to be carried out until"
                    ),
                ),
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
                (
                    "sent_back_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sent back at"),
                ),
                (
                    "execution_since",
                    models.DateField(
                        blank=True, null=True, verbose_name="execution due again since"
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "indexes": [
                    models.Index(
                        fields=["agency", "-opened_on", "-id"], name="violations_case_agency"
                    ),
                    models.Index(
                        fields=["office", "-opened_on", "-id"], name="violations_case_office"
                    ),
                    models.Index(
                        fields=["county", "-opened_on", "-id"], name="violations_case_county"
                    ),
                    models.Index(fields=["-opened_on", "-id"], name="violations_case_opened"),
                    models.Index(
                        fields=["state", "-opened_on", "-id"], name="violations_case_state"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["number"],
                        name="violations_case_number_part",
                        opclasses=["gin_trgm_ops"],
                    ),
                    models.Index(
                        condition=models.Q(("assignee__isnull", False)),
                        fields=["assignee", "-opened_on", "-id"],
                        name="violations_case_assignee",
                    ),
                    models.Index(
                        fields=["agency", "state", "-opened_on", "-id"],
                        name="violations_case_stage",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["notified", "decided"])),
                        fields=["state", "defence_due_on", "appeal_due_on"],
                        name="violations_case_ticking",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("executed_on__isnull", True),
                            (
                                "state__in",
                                ["opened", "defended", "defence_lapsed", "scheduled", "final"],
                            ),
                        ),
                        fields=["agency", "state"],
                        include=(
                            "id",
                            "track",
                            "outcome",
                            "opened_on",
                            "final_on",
                            "decision_due_on",
                        ),
                        name="violations_case_waiting",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("outcome", "proven"), ("state__in", ["final", "closed"])
                        ),
                        fields=["office", "holder", "agency", "type", "final_on"],
                        include=("id", "track", "severity", "occurred_on", "sanction"),
                        name="violations_case_counted",
                    ),
                    models.Index(
                        condition=models.Q(("is_contested", True)),
                        fields=["-opened_on", "-id"],
                        name="violations_case_contested",
                    ),
                    models.Index(
                        condition=models.Q(("final_on__isnull", False)),
                        fields=["final_on"],
                        name="violations_case_final_day",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed_no_action")),
                        fields=["closed_on"],
                        name="violations_case_dropped_day",
                    ),
                    models.Index(
                        condition=models.Q(("decided_on__isnull", False)),
                        fields=["decided_on"],
                        include=("outcome", "id"),
                        name="violations_case_decided_day",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("result_serve_due_on__isnull", False),
                            ("result_served_on__isnull", True),
                        ),
                        fields=["result_serve_due_on"],
                        name="violations_case_untold_result",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("outcome", "proven"),
                            ("severity", "critical"),
                            ("state__in", ["final", "closed"]),
                        ),
                        fields=["office", "track", "final_on"],
                        name="violations_case_critical",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state", "appealed"), ("is_contested", True), _connector="OR"
                        ),
                        fields=["appeal_decision_due_on"],
                        name="violations_case_objected",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("executed_on__isnull", True),
                            ("execution_due_on__isnull", False),
                            ("state", "final"),
                        ),
                        fields=["execution_due_on"],
                        name="violations_case_unexecuted",
                    ),
                    models.Index(
                        condition=models.Q(("closing_due_on__isnull", False), ("state", "final")),
                        fields=["closing_due_on"],
                        name="violations_case_unclosed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("track", "contract"), _negated=True),
                            models.Q(("agency__isnull", False), ("contract__isnull", False)),
                            _connector="OR",
                        ),
                        name="violations_case_contract_track_has_agency",
                        violation_error_message="A contract-track case names its agency and contract.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", True),
                            models.Q(
                                ("served_on__isnull", False), ("defence_due_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="violations_case_decided_after_service",
                        violation_error_message="Nothing is decided before the notice was served.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["final", "closed"]), ("final_on__isnull", False)
                            ),
                            models.Q(
                                models.Q(("state__in", ["final", "closed"]), _negated=True),
                                ("final_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_case_final_iff_dated",
                        violation_error_message="A final case, and no other, has a date of finality.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["decided", "appealed", "final", "closed"]),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="violations_case_outcome_when_decided",
                        violation_error_message="A decided case has an outcome.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("executed_on__isnull", True),
                            ("executed_on__gte", models.F("final_on")),
                            _connector="OR",
                        ),
                        name="violations_case_executed_when_final",
                        violation_error_message="Only a final decision is carried out.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "proven"), _negated=True),
                            ("occurrence__gte", 1),
                            _connector="OR",
                        ),
                        name="violations_case_proven_counted",
                        violation_error_message="A proven case has an occurrence number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("closing_note", ""), _negated=True),
                                ("closed_by__isnull", False),
                                (
                                    "closed_from__in",
                                    (
                                        "opened",
                                        "notified",
                                        "defended",
                                        "defence_lapsed",
                                        "scheduled",
                                    ),
                                ),
                                ("closed_on__isnull", False),
                                (
                                    "closing_code__in",
                                    [
                                        "evidence",
                                        "no_violation",
                                        "duplicate",
                                        "competence",
                                        "office_ended",
                                        "in_error",
                                    ],
                                ),
                                ("reopen_due_on__isnull", False),
                                ("state", "closed_no_action"),
                            ),
                            models.Q(
                                models.Q(("state", "closed_no_action"), _negated=True),
                                ("closed_from", ""),
                                ("closing_code", ""),
                                ("reopen_due_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_case_dropped_iff_coded",
                        violation_error_message="A case closed without action, and no other, has its ground.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ViolationReport",
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
                    "number",
                    models.CharField(max_length=20, unique=True, verbose_name="report number"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "submitted"),
                            ("returned", "returned for completion"),
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                            ("duplicate", "duplicate"),
                            ("referred", "referred to another authority"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="submitted",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("agency", "agency"),
                            ("inspection", "inspection"),
                            ("complaint", "complaint"),
                            ("association", "association"),
                            ("province", "province"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                ("occurred_on", models.DateField(verbose_name="occurred on")),
                ("occurred_at", models.TimeField(blank=True, null=True, verbose_name="time")),
                ("discovered_on", models.DateField(verbose_name="discovered on")),
                ("submitted_on", models.DateField(verbose_name="submitted on")),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                ("is_late", models.BooleanField(default=False, verbose_name="filed late")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("narrative", models.TextField(verbose_name="what happened")),
                ("supplement", models.TextField(blank=True, verbose_name="supplement")),
                ("search_key", models.TextField(verbose_name="search key")),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="amount, rial"
                    ),
                ),
                (
                    "affected",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="people affected"
                    ),
                ),
                ("reporter_id", models.BigIntegerField(verbose_name="reporter")),
                ("reporter_name", models.CharField(max_length=120, verbose_name="reporter")),
                ("triage_due_on", models.DateField(verbose_name="triage due")),
                ("triaged_on", models.DateField(blank=True, null=True, verbose_name="triaged on")),
                (
                    "triaged_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="triaged by"),
                ),
                ("triage_reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "referred_to",
                    models.CharField(blank=True, max_length=160, verbose_name="referred to"),
                ),
                (
                    "separate_reason",
                    models.CharField(
                        blank=True, max_length=240, verbose_name="why it is another event"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="county",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="violations.violationreport",
                        verbose_name="duplicate of",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="violations.violationtype",
                        verbose_name="violation type",
                    ),
                ),
            ],
            options={
                "verbose_name": "violation report",
                "verbose_name_plural": "violation reports",
                "indexes": [
                    models.Index(
                        fields=["agency", "-submitted_on", "-id"], name="violations_report_agency"
                    ),
                    models.Index(
                        fields=["reporter_id", "-submitted_on", "-id"],
                        name="violations_report_mine",
                    ),
                    models.Index(fields=["reporter_id", "agency"], name="violations_report_own"),
                    models.Index(
                        condition=models.Q(("triaged_by__isnull", False)),
                        fields=["triaged_by"],
                        name="violations_report_triager",
                    ),
                    models.Index(
                        fields=["office", "type", "-occurred_on"], name="violations_report_twin"
                    ),
                    models.Index(
                        fields=["-submitted_on", "-id"],
                        include=("agency", "reporter_id"),
                        name="violations_report_submitted",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["submitted", "returned"])),
                        fields=["state", "triage_due_on", "id"],
                        include=("agency", "reporter_id"),
                        name="violations_report_triage",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["submitted", "returned"])),
                        fields=["agency", "state", "triage_due_on", "id"],
                        include=("reporter_id",),
                        name="violations_report_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("occurred_on__lte", models.F("discovered_on")),
                            ("discovered_on__lte", models.F("submitted_on")),
                        ),
                        name="violations_violationreport_days_ordered",
                        violation_error_message="A violation occurs, is discovered and is reported in this order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("duplicate_of__isnull", False), ("state", "duplicate")),
                            models.Q(
                                models.Q(("state", "duplicate"), _negated=True),
                                ("duplicate_of__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_violationreport_duplicate_iff_named",
                        violation_error_message="A duplicate, and no other, names its original.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["returned", "rejected", "referred"]), _negated=True
                            ),
                            models.Q(("triage_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="violations_violationreport_refusal_reasoned",
                        violation_error_message="A returned, rejected or referred report has a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SanctionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("occurrence", models.PositiveSmallIntegerField(verbose_name="occurrence")),
                (
                    "sanction",
                    models.CharField(
                        choices=[
                            ("none", "no sanction"),
                            ("reminder", "written reminder"),
                            ("written_warning", "written warning"),
                            ("suspension", "suspension"),
                            ("termination_review", "termination review"),
                            ("licence_cancellation_referral", "referral for licence cancellation"),
                        ],
                        max_length=32,
                        verbose_name="sanction",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
                ),
                ("extra", models.CharField(blank=True, max_length=240, verbose_name="with it")),
                (
                    "legal_reference",
                    models.CharField(blank=True, max_length=240, verbose_name="legal reference"),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[("sourced", "sourced"), ("assumed", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="violations.violationtype",
                        verbose_name="violation type",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("type", "occurrence"),
                        name="violations_sanctionrule_cell",
                        violation_error_message="The matrix has this cell.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sanction", "suspension"), _negated=True),
                            ("days__isnull", False),
                            _connector="OR",
                        ),
                        name="violations_sanctionrule_suspension_days",
                        violation_error_message="A suspension names its days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
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
                ("text", models.TextField(verbose_name="text")),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("written_by", models.BigIntegerField(verbose_name="written by")),
                ("written_by_name", models.CharField(max_length=120, verbose_name="written by")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_primary", models.BooleanField(default=False, verbose_name="opened the case")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_reports",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_reports",
                        to="violations.violationreport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "report"),
                        name="violations_casereport_once",
                        violation_error_message="The report is in this case.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
                ("hearing", models.UUIDField(blank=True, null=True, verbose_name="hearing")),
                (
                    "kind",
                    models.CharField(
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
                ("name", models.CharField(max_length=160, verbose_name="file name")),
                (
                    "original",
                    models.FileField(upload_to="evidence/original/", verbose_name="original"),
                ),
                (
                    "copy",
                    models.FileField(blank=True, upload_to="evidence/copy/", verbose_name="copy"),
                ),
                ("media_type", models.CharField(max_length=40, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size, bytes")),
                (
                    "pages",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pages"),
                ),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("is_restricted", models.BooleanField(default=False, verbose_name="restricted")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                (
                    "attached_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="attached at"),
                ),
                (
                    "checked_by",
                    models.CharField(default="structure", max_length=40, verbose_name="checked by"),
                ),
                ("uploaded_by", models.BigIntegerField(verbose_name="uploaded by")),
                ("uploaded_by_name", models.CharField(max_length=120, verbose_name="uploaded by")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="violations.violationreport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "indexes": [
                    models.Index(
                        condition=models.Q(("attached_at__isnull", True)),
                        fields=["uploaded_by", "uploaded_at"],
                        name="violations_evidence_loose",
                    ),
                    models.Index(
                        condition=models.Q(("hearing__isnull", False)),
                        fields=["hearing"],
                        name="violations_evidence_hearing",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", True), ("report__isnull", True)),
                            models.Q(("hearing__isnull", True), ("report__isnull", True)),
                            models.Q(("case__isnull", True), ("hearing__isnull", True)),
                            _connector="OR",
                        ),
                        name="violations_evidence_one_parent",
                        violation_error_message="A file belongs to a report, a case or a hearing.",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contract__isnull", True), ("hearing__isnull", True)),
                            models.Q(("contract__isnull", False), ("hearing__isnull", False)),
                            _connector="OR",
                        ),
                        name="violations_evidence_hearing_on_contract",
                        violation_error_message="A hearing is on a contract.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingSession",
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
                    "forum",
                    models.CharField(
                        choices=[
                            ("agency", "agency"),
                            ("committee", "committee"),
                            ("appeal", "objection"),
                            ("judgment", "court or higher authority"),
                        ],
                        max_length=10,
                        verbose_name="forum",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("summoned", "summoned"),
                            ("held", "held, minutes to be signed"),
                            ("postponed", "postponed"),
                            ("cancelled", "cancelled"),
                            ("signed", "minutes signed and sealed"),
                        ],
                        default="summoned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="time of the session")),
                (
                    "is_online",
                    models.BooleanField(default=False, verbose_name="held in the portal"),
                ),
                ("place", models.CharField(blank=True, max_length=240, verbose_name="place")),
                ("called_on", models.DateField(verbose_name="called on")),
                ("called_by", models.BigIntegerField(verbose_name="called by")),
                ("called_by_name", models.CharField(max_length=120, verbose_name="called by")),
                ("minutes", models.TextField(blank=True, verbose_name="minutes")),
                (
                    "minutes_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256"),
                ),
                (
                    "quorum",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="quorum"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="recorded at"),
                ),
                (
                    "recorded_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="recorded by"),
                ),
                (
                    "recorded_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="recorded by"),
                ),
                (
                    "ended_reason",
                    models.TextField(blank=True, verbose_name="why it was called off"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="called off on")),
                (
                    "ended_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="called off by"),
                ),
                (
                    "sealed_on",
                    models.DateField(blank=True, null=True, verbose_name="minutes sealed on"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "closed_day",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=160,
                        verbose_name="why its day is off",
                    ),
                ),
                (
                    "day_confirmed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="day confirmed by"),
                ),
                (
                    "day_confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="day confirmed on"),
                ),
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
            ],
            options={
                "verbose_name": "hearing session",
                "verbose_name_plural": "hearing sessions",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["summoned", "held"])),
                        fields=("case",),
                        name="violations_hearingsession_one_live",
                        violation_error_message="The case has a session that is not over.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("forum__in", ["agency", "committee"])),
                        name="violations_hearingsession_forum",
                        violation_error_message="The first forum of a track holds the session.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_online", True),
                            models.Q(("place", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="violations_hearingsession_place",
                        violation_error_message="A session has a place, or is held in the portal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("minutes", ""), _negated=True),
                                models.Q(("minutes_sha256", ""), _negated=True),
                                ("quorum__gte", 1),
                                ("recorded_at__isnull", False),
                                ("recorded_by__isnull", False),
                                ("state__in", ["held", "signed", "postponed", "cancelled"]),
                            ),
                            models.Q(
                                ("minutes", ""),
                                ("minutes_sha256", ""),
                                ("quorum__isnull", True),
                                ("recorded_at__isnull", True),
                                ("recorded_by__isnull", True),
                                ("state__in", ["summoned", "postponed", "cancelled"]),
                            ),
                            _connector="OR",
                        ),
                        name="violations_hearingsession_held_iff_recorded",
                        violation_error_message="A session that was held, and no other, has minutes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("ended_reason", ""), _negated=True),
                                ("ended_by__isnull", False),
                                ("ended_on__isnull", False),
                                ("state__in", ["postponed", "cancelled"]),
                            ),
                            models.Q(
                                ("ended_by__isnull", True),
                                ("ended_on__isnull", True),
                                ("ended_reason", ""),
                                ("state__in", ["summoned", "held", "signed"]),
                            ),
                            _connector="OR",
                        ),
                        name="violations_hearingsession_ended_iff_reasoned",
                        violation_error_message="A session that was called off says why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed_on__isnull", False), ("state", "signed")),
                            models.Q(
                                models.Q(("state", "signed"), _negated=True),
                                ("sealed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_hearingsession_sealed_iff_signed",
                        violation_error_message="Signed minutes, and no others, are sealed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointEntry",
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
                ("points", models.SmallIntegerField(verbose_name="points")),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("expires_on", models.DateField(verbose_name="drops out on")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_entries",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.licenceholder",
                        verbose_name="licence holder",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_entries",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="violations.pointentry",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("points__gt", 0)),
                        fields=["office", "holder", "effective_on"],
                        include=("id", "points", "expires_on", "case"),
                        name="violations_pointentry_live",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("points__gt", 0), ("reverses__isnull", True)),
                            models.Q(("points__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="violations_pointentry_sign",
                        violation_error_message="Only a reversal takes points away.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("points__gt", 0)),
                        fields=("case", "round_no"),
                        name="violations_pointentry_once",
                        violation_error_message="The case has its points.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="row")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to be checked"),
                            ("wrong", "has an error"),
                            ("ready", "ready"),
                            ("alike", "like an earlier report"),
                            ("known", "filed before"),
                            ("filed", "filed"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("told", models.JSONField(default=dict, verbose_name="values")),
                ("problems", models.JSONField(default=list, verbose_name="errors")),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="violations.reportsheet",
                        verbose_name="workbook",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="violations.violationreport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a workbook",
                "verbose_name_plural": "rows of a workbook",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "line"),
                        name="violations_sheetrow_line",
                        violation_error_message="The workbook has this row.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("report__isnull", False), ("state__in", ["filed", "known"])),
                            models.Q(
                                models.Q(("state__in", ["filed", "known"]), _negated=True),
                                ("report__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_sheetrow_reported_iff_filed",
                        violation_error_message="A row that is filed, and no other, has its report.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
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
                ("text", models.TextField(verbose_name="text")),
                ("filed_on", models.DateField(verbose_name="filed on")),
                ("filed_at", models.DateTimeField(verbose_name="filed at")),
                ("filed_by", models.BigIntegerField(verbose_name="filed by")),
                ("filed_by_name", models.CharField(max_length=120, verbose_name="filed by")),
                ("is_paper", models.BooleanField(default=False, verbose_name="entered from paper")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "upheld"),
                            ("reduced", "reduced"),
                            ("annulled", "annulled"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        related_query_name="appeal",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
                (
                    "contest_reason",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="why it is contested"
                    ),
                ),
                (
                    "contested_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="contested by"),
                ),
                (
                    "contested_by_name",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=120,
                        verbose_name="contested by",
                    ),
                ),
                (
                    "contested_on",
                    models.DateField(blank=True, null=True, verbose_name="contested on"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-filed_on", "-id"], name="violations_appeal_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("result", "")),
                            models.Q(
                                models.Q(("result", ""), _negated=True),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="violations_appeal_result_iff_decided",
                        violation_error_message="A decided objection, and no other, has a result.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("contested_on__isnull", True)),
                        fields=("case", "round_no"),
                        name="violations_appeal_once",
                        violation_error_message="The office has objected already.",
                    ),
                    models.CheckConstraint(
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
                                ("result", ""),
                            ),
                            _connector="OR",
                        ),
                        name="violations_appeal_contested_paper",
                        violation_error_message="Only a paper entry is contested, with a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectiveAction",
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
                ("text", models.TextField(verbose_name="what is to be put right")),
                ("due_on", models.DateField(verbose_name="due")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("done_note", models.TextField(blank=True, verbose_name="what was done")),
                (
                    "verified_on",
                    models.DateField(blank=True, null=True, verbose_name="verified on"),
                ),
                (
                    "verified_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="verified by"),
                ),
                ("verified_note", models.TextField(blank=True, verbose_name="how it was verified")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "refused_on",
                    models.DateField(blank=True, null=True, verbose_name="asked for again on"),
                ),
                (
                    "verify_due_on",
                    models.DateField(blank=True, null=True, verbose_name="to be verified until"),
                ),
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("verified_on__isnull", True), ("verify_due_on__isnull", False)
                        ),
                        fields=["verify_due_on"],
                        name="violations_correction_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_on__isnull", True),
                            ("done_on__isnull", False),
                            _connector="OR",
                        ),
                        name="violations_correctiveaction_verified_after_done",
                        violation_error_message="What has not been done cannot be verified.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verify_due_on__isnull", True),
                            ("done_on__isnull", False),
                            _connector="OR",
                        ),
                        name="violations_correctiveaction_dated_when_done",
                        violation_error_message="What has not been done is not to be verified.",
                    ),
                ],
            },
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
        migrations.CreateModel(
            name="Recusal",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                ("reason", models.CharField(max_length=240, verbose_name="reason of recusal")),
                ("stood_back_on", models.DateField(verbose_name="stood back on")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal from a case",
                "verbose_name_plural": "recusals from cases",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "user"),
                        name="violations_recusal_once",
                        violation_error_message="One stands back from a case once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="violations_recusal_reasoned",
                        violation_error_message="Who stands back says why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Defence",
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
                    "stance",
                    models.CharField(
                        choices=[
                            ("denies", "denies the violation"),
                            ("partly", "accepts a part"),
                            ("accepts", "accepts and corrects"),
                        ],
                        max_length=8,
                        verbose_name="stance",
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("submitted_on", models.DateField(verbose_name="submitted on")),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                ("is_late", models.BooleanField(default=False, verbose_name="late")),
                ("is_paper", models.BooleanField(default=False, verbose_name="entered from paper")),
                ("written_by", models.BigIntegerField(verbose_name="entered by")),
                ("written_by_name", models.CharField(max_length=120, verbose_name="entered by")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defences",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "contest_reason",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="why it is contested"
                    ),
                ),
                (
                    "contested_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="contested by"),
                ),
                (
                    "contested_by_name",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=120,
                        verbose_name="contested by",
                    ),
                ),
                (
                    "contested_on",
                    models.DateField(blank=True, null=True, verbose_name="contested on"),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="violations.evidence",
                        verbose_name="scan",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
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
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                    "forum",
                    models.CharField(
                        choices=[
                            ("agency", "agency"),
                            ("committee", "committee"),
                            ("appeal", "objection"),
                            ("judgment", "court or higher authority"),
                        ],
                        max_length=10,
                        verbose_name="forum",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("proven", "proven"), ("not_proven", "not proven")],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="reasons")),
                (
                    "occurrence",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="occurrence"
                    ),
                ),
                (
                    "proposed_sanction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "no sanction"),
                            ("reminder", "written reminder"),
                            ("written_warning", "written warning"),
                            ("suspension", "suspension"),
                            ("termination_review", "termination review"),
                            ("licence_cancellation_referral", "referral for licence cancellation"),
                        ],
                        max_length=32,
                        verbose_name="sanction of the matrix",
                    ),
                ),
                (
                    "proposed_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days of the matrix"
                    ),
                ),
                (
                    "sanction",
                    models.CharField(
                        choices=[
                            ("none", "no sanction"),
                            ("reminder", "written reminder"),
                            ("written_warning", "written warning"),
                            ("suspension", "suspension"),
                            ("termination_review", "termination review"),
                            ("licence_cancellation_referral", "referral for licence cancellation"),
                        ],
                        max_length=32,
                        verbose_name="sanction",
                    ),
                ),
                (
                    "sanction_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
                ),
                (
                    "override_reason",
                    models.TextField(blank=True, verbose_name="reason for another sanction"),
                ),
                ("points", models.PositiveSmallIntegerField(default=0, verbose_name="points")),
                ("attendance", models.JSONField(default=list, verbose_name="attendance")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "document_on",
                    models.DateField(blank=True, null=True, verbose_name="document date"),
                ),
                (
                    "document_issuer",
                    models.CharField(blank=True, max_length=160, verbose_name="issuer"),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("decided_by", models.BigIntegerField(verbose_name="decided by")),
                ("decided_by_name", models.CharField(max_length=120, verbose_name="decided by")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="violations.hearingsession",
                        verbose_name="hearing session",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="violations.evidence",
                        verbose_name="scan",
                    ),
                ),
                (
                    "judgment_result",
                    models.CharField(
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
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-decided_on", "-id"], name="violations_decision_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True),
                        name="violations_decision_reasoned",
                        violation_error_message="A decision states its reasons.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("forum", "judgment"), _negated=True),
                            models.Q(
                                models.Q(("document_no", ""), _negated=True),
                                ("document_on__isnull", False),
                                models.Q(("document_issuer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_decision_judgment_documented",
                        violation_error_message="A judgment names its document.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "proven"),
                            models.Q(("points", 0), ("sanction", "none")),
                            _connector="OR",
                        ),
                        name="violations_decision_acquits_without_sanction",
                        violation_error_message="What is not proven has no sanction and no points.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sanction", "suspension"), _negated=True),
                            ("sanction_days__gte", 1),
                            _connector="OR",
                        ),
                        name="violations_decision_suspension_days",
                        violation_error_message="A suspension names its days.",
                    ),
                    models.UniqueConstraint(
                        fields=("session", "round_no"),
                        name="violations_decision_one_of_session",
                        violation_error_message="The case has been decided.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("forum__in", ["agency", "committee"])),
                        fields=("case", "round_no"),
                        name="violations_decision_one_first",
                        violation_error_message="The case has been decided.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("forum", "appeal")),
                        fields=("case", "round_no"),
                        name="violations_decision_one_appeal",
                        violation_error_message="The objection has been decided.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("forum", "judgment"), ("outcome", "not_proven")),
                        fields=("case", "round_no"),
                        name="violations_decision_one_judgment",
                        violation_error_message="A judgment on this case has been recorded.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judgment_result", ""),
                            models.Q(
                                ("forum", "judgment"),
                                ("judgment_result", "reduced"),
                                ("outcome", "proven"),
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("charge", "notice of the report"),
                            ("summons", "summons to a hearing session"),
                            ("decision", "notice of the decision"),
                            ("appeal_result", "notice of the objection's result"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "office portal"),
                            ("letter", "registered letter"),
                            ("in_person", "in person"),
                        ],
                        max_length=12,
                        verbose_name="channel",
                    ),
                ),
                ("letter_no", models.CharField(max_length=40, verbose_name="letter number")),
                ("text", models.TextField(verbose_name="text")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("issued_by", models.BigIntegerField(verbose_name="issued by")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="served on")),
                (
                    "served_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="recorded at"),
                ),
                (
                    "proof",
                    models.CharField(blank=True, max_length=240, verbose_name="proof of service"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="violations.evidence",
                        verbose_name="receipt",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="violations.hearingsession",
                        verbose_name="hearing session",
                    ),
                ),
                (
                    "paper_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="to be served on paper until"
                    ),
                ),
                (
                    "paper_since",
                    models.DateField(
                        blank=True, null=True, verbose_name="to be served on paper since"
                    ),
                ),
                (
                    "reminded_again_on",
                    models.DateField(blank=True, null=True, verbose_name="reminded again on"),
                ),
                (
                    "reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="reminded on"),
                ),
                (
                    "round_no",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("served_on__isnull", True)),
                        fields=["case"],
                        name="violations_notice_unserved",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("served_on__isnull", True),
                            models.Q(("proof", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="violations_notice_served_proven",
                        violation_error_message="Service needs a proof.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("served_on__isnull", True),
                            ("served_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="violations_notice_served_after_issue",
                        violation_error_message="A notice cannot be served before it is issued.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("served_on__isnull", True),
                            ("channel", "portal"),
                            ("receipt__isnull", False),
                            _connector="OR",
                        ),
                        name="violations_notice_paper_scanned",
                        violation_error_message="The scan of the receipt is kept with a paper service.",
                    ),
                    models.UniqueConstraint(
                        fields=("session",),
                        name="violations_notice_one_summons",
                        violation_error_message="A session has one summons.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "summons"), ("session__isnull", False)),
                            models.Q(
                                models.Q(("kind", "summons"), _negated=True),
                                ("session__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_notice_summons_of_session",
                        violation_error_message="A summons, and no other notice, names a session.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminded_again_on__isnull", True),
                            models.Q(
                                ("reminded_again_on__gt", models.F("reminded_on")),
                                ("reminded_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="violations_notice_reminded_in_order",
                        violation_error_message="A second reminder follows the first one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paper_due_on__isnull", True), ("paper_since__isnull", True)),
                            models.Q(
                                ("paper_due_on__gt", models.F("paper_since")),
                                ("paper_due_on__isnull", False),
                                ("paper_since__gt", models.F("reminded_again_on")),
                                ("paper_since__isnull", False),
                                ("reminded_again_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="violations_notice_paper_after_reminders",
                        violation_error_message="A notice is served on paper after two reminders, until a day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("session__isnull", True)),
                        fields=("case", "kind", "round_no"),
                        name="violations_notice_one_of_kind",
                        violation_error_message="The case has a notice of this kind.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionSeat",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        blank=True,
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
                ("is_judge", models.BooleanField(default=False, verbose_name="sits for the forum")),
                ("is_present", models.BooleanField(blank=True, null=True, verbose_name="present")),
                ("is_recused", models.BooleanField(default=False, verbose_name="recused")),
                (
                    "recusal_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="reason of recusal"),
                ),
                (
                    "signed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="signed at"),
                ),
                (
                    "signed_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="SHA-256 of what was signed"
                    ),
                ),
                (
                    "refused_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="refusal noted at"),
                ),
                (
                    "refusal_reason",
                    models.TextField(blank=True, verbose_name="why he does not sign"),
                ),
                (
                    "refusal_witnesses",
                    models.JSONField(blank=True, default=list, verbose_name="witnesses"),
                ),
                (
                    "refusal_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="refusal noted by"),
                ),
                (
                    "refusal_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="refusal noted by"),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="violations.hearingsession",
                        verbose_name="hearing session",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "refusal_due_on",
                    models.DateField(blank=True, null=True, verbose_name="may still sign until"),
                ),
                (
                    "refusal_scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="violations.evidence",
                        verbose_name="scan of the refusal",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat of a session",
                "verbose_name_plural": "seats of a session",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("session", "user"),
                        name="violations_sessionseat_one_each",
                        violation_error_message="Each person is called once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_judge", False), ("user__isnull", False), _connector="OR"
                        ),
                        name="violations_sessionseat_judge_has_account",
                        violation_error_message="Who judges has an account.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_recused", False), ("recusal_reason", "")),
                            models.Q(
                                models.Q(("is_judge", True), ("is_recused", True)),
                                models.Q(("recusal_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="violations_sessionseat_recused_iff_reasoned",
                        violation_error_message="Who stands back says why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_sha256", "")),
                            models.Q(
                                models.Q(("signed_sha256", ""), _negated=True),
                                ("is_present", True),
                                ("is_recused", False),
                                ("signed_at__isnull", False),
                                ("user__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="violations_sessionseat_signed_when_present",
                        violation_error_message="Only who was there and took part signs the minutes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("refusal_by__isnull", True),
                                ("refusal_reason", ""),
                                ("refusal_witnesses", []),
                                ("refused_at__isnull", True),
                            ),
                            models.Q(
                                models.Q(("refusal_reason", ""), _negated=True),
                                ("is_present", True),
                                ("is_recused", False),
                                ("refusal_by__isnull", False),
                                ("refused_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="violations_sessionseat_refusal_is_noted",
                        violation_error_message="A refusal to sign is noted with its reason.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="violationreport",
            name="cases",
            field=models.ManyToManyField(
                related_name="reports",
                through="violations.CaseReport",
                to="violations.case",
                verbose_name="cases",
            ),
        ),
        LoadSQL(
            "violations",
            "refusal",
            "sealed_rows",
            "rules",
            "reports",
            "report_search",
            "cases",
            "windows",
            "four_eyes",
            "sessions",
            "recusal",
            "closing",
            "stand_ins",
            "deciding_roles",
            "decisions",
            "appeals",
            "unserved_results",
            "points",
            "contract_proofs",
            "days",
            "changes",
            "row_policies",
            "paper_entries",
            "paper_days",
            "asked",
            "fixed",
            "events",
            "unopened",
            "judgments",
            "restarts",
            "recusals",
            "type_keys",
            "movers",
            "first_windows",
            "office_acts",
            "loaded",
            "seals",
        ),
        migrations.RunPython(released.add_case_rule, elidable=False),
    ]
