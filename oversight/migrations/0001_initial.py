"""Policies, flags, reviews and duties, with the first rule of comparison."""

from datetime import date

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


def add_comparison_rule(apps, schema_editor):
    """Insert how agencies are compared until the province says otherwise; all of it is assumed."""
    apps.get_model("oversight", "ComparisonRule").objects.create(
        valid_from=date(2021, 3, 21),  # 1 Farvardin 1400
        least=10,
        weight=10,
        z_thousandths=1960,
        months=12,
        provenance="ASSUMED",
        citation="انتخاب خانه: کمینه و وزن ده تکلیف، فاصلهٔ نود و پنج درصدی ویلسون",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agencies", "0001_initial"),
        ("approvals", "0001_initial"),
        ("audit", "0001_initial"),
        ("contracts", "0001_initial"),
        ("core", "0001_initial"),
        ("offices", "0001_initial"),
        ("territory", "0001_initial"),
        ("violations", "0001_initial"),
        ("workdays", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComparisonRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("valid_from", models.DateField(unique=True, verbose_name="in force from")),
                (
                    "least",
                    models.PositiveSmallIntegerField(verbose_name="fewest duties for a rank"),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        verbose_name="duties of the mean that are added"
                    ),
                ),
                (
                    "z_thousandths",
                    models.PositiveSmallIntegerField(
                        verbose_name="normal quantile, in thousandths"
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(verbose_name="months counted")),
                (
                    "provenance",
                    models.CharField(
                        choices=[("SOURCED", "from a source"), ("ASSUMED", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                ("citation", models.CharField(blank=True, max_length=300, verbose_name="citation")),
            ],
            options={
                "verbose_name": "rule of comparison",
                "verbose_name_plural": "rules of comparison",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least__range", (1, 1000)),
                            ("weight__range", (0, 1000)),
                            ("z_thousandths__range", (500, 4000)),
                            ("months__range", (1, 60)),
                        ),
                        name="oversight_comparisonrule_sensible",
                        violation_error_message="One of these numbers is out of reach.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Flag",
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
                    "code",
                    models.CharField(
                        choices=[
                            ("F01", "one critical violation"),
                            ("F02", "repeated major violations at one agency"),
                            ("F03", "the same violation repeated"),
                            ("F04", "accumulated points"),
                            ("F05", "major violations at several agencies"),
                            ("F06", "violation while a written warning is in force"),
                            ("F07", "corrective action missed"),
                            ("F08", "remittance overdue"),
                            ("F09", "licence not valid"),
                            ("F10", "closed without permit"),
                            ("F11", "guarantee expired"),
                            ("F12", "low rank in consecutive rounds"),
                            ("F13", "substantiated complaints"),
                            ("F14", "staff without required training"),
                            ("A01", "agency has not acted in time"),
                            ("A02", "agency reports nothing"),
                            ("A03", "grievance unanswered"),
                        ],
                        max_length=4,
                        verbose_name="rule",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("contract", "contract"),
                            ("office", "office"),
                            ("licence", "licence"),
                            ("agency", "agency"),
                        ],
                        max_length=10,
                        verbose_name="scope",
                    ),
                ),
                ("subject", models.CharField(max_length=40, verbose_name="subject")),
                (
                    "facts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        size=None,
                        verbose_name="facts used",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "fingerprint",
                    models.CharField(max_length=64, unique=True, verbose_name="fingerprint"),
                ),
                ("parameters", models.JSONField(default=dict, verbose_name="parameters")),
                ("inputs", models.JSONField(default=dict, verbose_name="inputs")),
                ("evaluation", models.JSONField(default=dict, verbose_name="evaluation")),
                ("sentence", models.TextField(verbose_name="explanation")),
                ("is_watch", models.BooleanField(default=False, verbose_name="watch only")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "cases",
                    models.ManyToManyField(
                        blank=True,
                        related_name="flags",
                        to="violations.case",
                        verbose_name="cases counted",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="offices.licence",
                        verbose_name="licence",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "flag",
                "verbose_name_plural": "flags",
            },
        ),
        migrations.CreateModel(
            name="FlagEnd",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("superseded", "superseded: the facts changed"),
                            ("decided", "answered by a decided review"),
                            ("cleared", "the condition no longer holds"),
                        ],
                        max_length=12,
                        verbose_name="how",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                (
                    "flag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="oversight.flag",
                        verbose_name="flag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
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
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "not approved in time"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "resolution",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="working-group resolution"
                    ),
                ),
                ("proposed_by", models.BigIntegerField(verbose_name="proposed by")),
                ("proposed_by_name", models.CharField(max_length=120, verbose_name="proposed by")),
                (
                    "approved_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="approved by"),
                ),
                (
                    "approved_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="approved by"),
                ),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="approved on"),
                ),
                ("refusal", models.TextField(blank=True, verbose_name="reason for refusing")),
            ],
            options={
                "verbose_name": "policy version",
                "verbose_name_plural": "policy versions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="oversight_policyversion_two_persons",
                        violation_error_message="A policy is approved by another than its proposer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", False),
                                ("approved_on__isnull", False),
                                ("state", "approved"),
                            ),
                            models.Q(
                                models.Q(("state", "approved"), _negated=True),
                                ("approved_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="oversight_policyversion_approved_iff_signed",
                        violation_error_message="An approved policy, and no other, is signed.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="flag",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flags",
                to="oversight.policyversion",
                verbose_name="policy version",
            ),
        ),
        migrations.CreateModel(
            name="RuleRun",
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
                ("job", models.CharField(max_length=40, verbose_name="job")),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "mode",
                    models.CharField(
                        choices=[("full", "full"), ("incremental", "incremental")],
                        max_length=12,
                        verbose_name="mode",
                    ),
                ),
                ("is_scheduled", models.BooleanField(default=False, verbose_name="scheduled")),
                ("is_dry", models.BooleanField(default=False, verbose_name="dry run")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("done", "done"), ("failed", "failed")],
                        default="running",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("triggered_by", models.BigIntegerField(verbose_name="triggered by")),
                (
                    "triggered_by_name",
                    models.CharField(max_length=120, verbose_name="triggered by"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="oversight.policyversion",
                        verbose_name="policy version",
                    ),
                ),
            ],
            options={
                "verbose_name": "run of a job",
                "verbose_name_plural": "runs of jobs",
            },
        ),
        migrations.AddField(
            model_name="flag",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flags",
                to="oversight.rulerun",
                verbose_name="run",
            ),
        ),
        migrations.CreateModel(
            name="TerminationReview",
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
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open, office to be heard"),
                            ("heard", "office heard, to be decided"),
                            ("escalated", "escalated to the deputy"),
                            ("decided", "decided"),
                            ("closed", "closed"),
                            ("superseded", "superseded"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="opened on")),
                (
                    "issued_on",
                    models.DateField(blank=True, null=True, verbose_name="notice issued on"),
                ),
                (
                    "issued_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="issued by"),
                ),
                (
                    "served_on",
                    models.DateField(blank=True, null=True, verbose_name="notice served on"),
                ),
                (
                    "service_proof",
                    models.CharField(blank=True, max_length=240, verbose_name="proof of service"),
                ),
                (
                    "hearing_due_on",
                    models.DateField(blank=True, null=True, verbose_name="office may answer until"),
                ),
                ("statement", models.TextField(blank=True, verbose_name="the office's answer")),
                (
                    "statement_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                (
                    "statement_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="answered by"),
                ),
                (
                    "statement_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="answered by"),
                ),
                (
                    "statement_is_late",
                    models.BooleanField(default=False, verbose_name="answered late"),
                ),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="heard on")),
                ("decision_due_on", models.DateField(verbose_name="agency decides until")),
                (
                    "calendar_version",
                    models.CharField(blank=True, max_length=40, verbose_name="calendar version"),
                ),
                (
                    "escalated_on",
                    models.DateField(blank=True, null=True, verbose_name="escalated on"),
                ),
                (
                    "reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="last reminded on"),
                ),
                (
                    "recommendation",
                    models.TextField(blank=True, verbose_name="recommendation of the province"),
                ),
                (
                    "recommended_on",
                    models.DateField(blank=True, null=True, verbose_name="recommended on"),
                ),
                (
                    "recommended_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="recommended by"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "keep with an improvement plan"),
                            ("warn", "written warning"),
                            ("suspend", "suspend the contract"),
                            ("terminate", "terminate the contract"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="reasons")),
                ("plan", models.TextField(blank=True, verbose_name="improvement plan")),
                ("plan_due_on", models.DateField(blank=True, null=True, verbose_name="plan due")),
                (
                    "suspension_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "decided_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="decided by"),
                ),
                (
                    "decided_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="decided by"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                ("closing_note", models.TextField(blank=True, verbose_name="closing note")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
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
                    "flags",
                    models.ManyToManyField(
                        related_name="reviews", to="oversight.flag", verbose_name="flags"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "termination review",
                "verbose_name_plural": "termination reviews",
            },
        ),
        migrations.CreateModel(
            name="ReviewNote",
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
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="oversight.terminationreview",
                        verbose_name="termination review",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on a termination review",
                "verbose_name_plural": "notes on termination reviews",
            },
        ),
        migrations.CreateModel(
            name="Duty",
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
                            ("serve", "serve the notice of an accepted report"),
                            ("decide", "decide the case"),
                            ("execute", "carry out the final decision"),
                            ("review", "decide on a flag"),
                        ],
                        max_length=8,
                        verbose_name="what is asked",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="since")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="to be done until"),
                ),
                (
                    "calendar_version",
                    models.CharField(blank=True, max_length=40, verbose_name="calendar version"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("reminded", "reminded"),
                            ("head", "before the head of the agency"),
                            ("deputy", "before the deputy"),
                            ("agenda", "on the agenda of the working group"),
                            ("acted", "acted on"),
                            ("refused", "refused with a reason"),
                            ("void", "void"),
                        ],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="reminded on"),
                ),
                (
                    "head_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="put before the head of the agency on"
                    ),
                ),
                (
                    "deputy_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="put before the deputy on"
                    ),
                ),
                (
                    "agenda_on",
                    models.DateField(blank=True, null=True, verbose_name="on the agenda since"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "refusal_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_ours", "not within the powers of the agency"),
                            ("contract_over", "the contract with the office is over"),
                            ("remedied", "put right meanwhile, nothing is left to be done"),
                            ("court", "stayed by a court or a higher authority"),
                            ("other_way", "dealt with in another proceeding"),
                            ("case_closed", "the case was closed without action, with a reason"),
                        ],
                        max_length=16,
                        verbose_name="ground of the refusal",
                    ),
                ),
                (
                    "refusal_reason",
                    models.TextField(blank=True, verbose_name="reason of the refusal"),
                ),
                (
                    "refused_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="refused by"),
                ),
                (
                    "refused_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="refused by"),
                ),
                (
                    "reopened_on",
                    models.DateField(blank=True, null=True, verbose_name="reopened on"),
                ),
                (
                    "reopened_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="reopened by"),
                ),
                (
                    "void_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overturned", "the finding was overturned"),
                            ("superseded", "the flag was superseded"),
                            ("cleared", "what the flag told no longer holds"),
                        ],
                        max_length=12,
                        verbose_name="why it is void",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "flag",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty",
                        to="oversight.flag",
                        verbose_name="flag",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty of an agency",
                "verbose_name_plural": "duties of agencies",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["due_on", "id"],
                        name="oversight_duty_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("due_on__isnull", True)),
                        fields=["id"],
                        name="oversight_duty_undated",
                    ),
                    models.Index(
                        models.F("agency"),
                        models.OrderBy(models.F("starts_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="oversight_duty_agency",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("case__isnull", True), ("flag__isnull", False), ("kind", "review")
                            ),
                            models.Q(
                                models.Q(("kind", "review"), _negated=True),
                                ("case__isnull", False),
                                ("flag__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="oversight_duty_of_one_finding",
                        violation_error_message="A duty belongs to one finding: a case or a flag.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("refusal_code", "case_closed"), _negated=True),
                        fields=("case", "kind"),
                        name="oversight_duty_once_a_step",
                        violation_error_message="The case has this duty already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_on__isnull", False),
                                ("state__in", ("acted", "refused", "void")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("acted", "refused", "void")), _negated=True
                                ),
                                ("ended_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="oversight_duty_ended_iff_dated",
                        violation_error_message="A duty that is over, and no other, has its last day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["running", "acted", "refused", "void"]),
                            models.Q(
                                ("due_on__isnull", False),
                                ("reminded_on__isnull", False),
                                ("state", "reminded"),
                            ),
                            models.Q(
                                ("due_on__isnull", False),
                                ("head_on__isnull", False),
                                ("reminded_on__isnull", False),
                                ("state", "head"),
                            ),
                            models.Q(
                                ("deputy_on__isnull", False),
                                ("due_on__isnull", False),
                                ("head_on__isnull", False),
                                ("reminded_on__isnull", False),
                                ("state", "deputy"),
                            ),
                            models.Q(
                                ("agenda_on__isnull", False),
                                ("deputy_on__isnull", False),
                                ("due_on__isnull", False),
                                ("head_on__isnull", False),
                                ("reminded_on__isnull", False),
                                ("state", "agenda"),
                            ),
                            _connector="OR",
                        ),
                        name="oversight_duty_steps_dated",
                        violation_error_message="Each step of a duty has its day, in order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "refused"),
                                (
                                    "refusal_code__in",
                                    [
                                        "not_ours",
                                        "contract_over",
                                        "remedied",
                                        "court",
                                        "other_way",
                                        "case_closed",
                                    ],
                                ),
                                models.Q(("refusal_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True),
                                ("refusal_code", ""),
                                ("refusal_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="oversight_duty_refused_iff_coded",
                        violation_error_message="A refusal has a ground and a reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "void"),
                                ("void_cause__in", ["overturned", "superseded", "cleared"]),
                            ),
                            models.Q(
                                models.Q(("state", "void"), _negated=True), ("void_cause", "")
                            ),
                            _connector="OR",
                        ),
                        name="oversight_duty_void_iff_caused",
                        violation_error_message="A duty is void for a cause.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyRule",
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
                    "code",
                    models.CharField(
                        choices=[
                            ("F01", "one critical violation"),
                            ("F02", "repeated major violations at one agency"),
                            ("F03", "the same violation repeated"),
                            ("F04", "accumulated points"),
                            ("F05", "major violations at several agencies"),
                            ("F06", "violation while a written warning is in force"),
                            ("F07", "corrective action missed"),
                            ("F08", "remittance overdue"),
                            ("F09", "licence not valid"),
                            ("F10", "closed without permit"),
                            ("F11", "guarantee expired"),
                            ("F12", "low rank in consecutive rounds"),
                            ("F13", "substantiated complaints"),
                            ("F14", "staff without required training"),
                            ("A01", "agency has not acted in time"),
                            ("A02", "agency reports nothing"),
                            ("A03", "grievance unanswered"),
                        ],
                        max_length=4,
                        verbose_name="rule",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="on")),
                ("parameters", models.JSONField(default=dict, verbose_name="parameters")),
                (
                    "provenance",
                    models.CharField(
                        choices=[("sourced", "sourced"), ("assumed", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                ("citation", models.CharField(blank=True, max_length=240, verbose_name="citation")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="oversight.policyversion",
                        verbose_name="policy version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "code"),
                        name="oversight_policyrule_once",
                        violation_error_message="The version has this rule.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="cases",
                    ),
                ),
                (
                    "reviews",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="reviews",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="sent on")),
                ("sent_by", models.BigIntegerField(verbose_name="sent by")),
                ("sent_by_name", models.CharField(max_length=120, verbose_name="sent by")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "written reminder",
                "verbose_name_plural": "written reminders",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "sent_on"),
                        name="oversight_reminder_once_a_day",
                        violation_error_message="The agency has been reminded today.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cases", []), ("reviews", []), _negated=True),
                        name="oversight_reminder_about_something",
                        violation_error_message="A reminder names what is overdue.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="rulerun",
            index=models.Index(fields=["job", "state", "-as_of"], name="oversight_rulerun_last"),
        ),
        migrations.AddIndex(
            model_name="rulerun",
            index=models.Index(fields=["-started_at", "-id"], name="oversight_rulerun_started"),
        ),
        migrations.AddConstraint(
            model_name="rulerun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_dry", False), ("is_scheduled", True)),
                fields=("job", "as_of"),
                name="oversight_rulerun_once_a_day",
                violation_error_message="The job has run for this day.",
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["subject", "code"], name="oversight_flag_subject"),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["contract", "-id"], name="oversight_flag_contract"),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["office", "-id"], name="oversight_flag_office"),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["agency", "-as_of", "-id"], name="oversight_flag_agency"),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contract__isnull", False), ("scope", "contract")),
                    models.Q(("office__isnull", False), ("scope", "office")),
                    models.Q(("licence__isnull", False), ("scope", "licence")),
                    models.Q(("agency__isnull", False), ("scope", "agency")),
                    _connector="OR",
                ),
                name="oversight_flag_subject_named",
                violation_error_message="A flag names its subject.",
            ),
        ),
        migrations.AddIndex(
            model_name="terminationreview",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "heard", "escalated"])),
                fields=["agency", "decision_due_on", "id"],
                name="oversight_review_due",
            ),
        ),
        migrations.AddIndex(
            model_name="terminationreview",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "heard", "escalated"])),
                fields=["decision_due_on", "id"],
                name="oversight_review_province_due",
            ),
        ),
        migrations.AddIndex(
            model_name="terminationreview",
            index=models.Index(fields=["-opened_on", "-id"], name="oversight_review_opened"),
        ),
        migrations.AddIndex(
            model_name="terminationreview",
            index=models.Index(fields=["office", "-opened_on"], name="oversight_review_office"),
        ),
        migrations.AddConstraint(
            model_name="terminationreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "heard", "escalated"])),
                fields=("contract",),
                name="oversight_terminationreview_one_open",
                violation_error_message="The contract has an open review.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terminationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_on__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("reasons", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="oversight_terminationreview_decided_reasoned",
                violation_error_message="A decided review has an outcome, a signer and reasons.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terminationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_on__isnull", True),
                    models.Q(("served_on__isnull", False), ("heard_on__isnull", False)),
                    _connector="OR",
                ),
                name="oversight_terminationreview_heard_before_decided",
                violation_error_message="A review is decided after the office was heard.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terminationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served_on__isnull", True),
                    models.Q(
                        ("issued_on__isnull", False), models.Q(("service_proof", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="oversight_terminationreview_served_proven",
                violation_error_message="Service needs a proof.",
            ),
        ),
        LoadSQL(
            "oversight",
            "refusal",
            "immutable_rows",
            "policies",
            "runs",
            "reviews",
            "hearings",
            "deciding_roles",
            "stand_ins",
            "contract_proofs",
            "unserved_results",
            "duties",
            "days",
            "changes",
            "row_policies",
        ),
        migrations.RunPython(add_comparison_rule, elidable=False),
    ]
