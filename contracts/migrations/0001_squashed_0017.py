"""All migrations of this app up to 0017 as one, for a database that has none of them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import core.models
import offices.models.offices
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [
        ("contracts", "0001_initial"),
        ("contracts", "0002_deals"),
        ("contracts", "0003_annulled_grounds"),
        ("contracts", "0004_wall"),
        ("contracts", "0005_paper_service"),
        ("contracts", "0006_agreed_addenda"),
        ("contracts", "0007_addenda_in_time"),
        ("contracts", "0008_unopened_notices"),
        ("contracts", "0009_same_ground"),
        ("contracts", "0010_contested_acceptances"),
        ("contracts", "0011_shorter_suspensions"),
        ("contracts", "0012_moved_contests"),
        ("contracts", "0013_contest_clocks"),
        ("contracts", "0014_secured_addenda"),
        ("contracts", "0015_ended_lately"),
        ("contracts", "0016_moves_and_windows"),
        ("contracts", "0017_judgments"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agencies", "0001_initial"),
        ("agencies", "0003_wall"),
        ("approvals", "0002_wall"),
        ("audit", "0001_initial"),
        ("audit", "0002_wall"),
        ("audit", "0003_movers"),
        ("core", "0001_initial"),
        ("notices", "0001_initial"),
        ("offices", "0001_initial"),
        ("offices", "0003_wall"),
        ("territory", "0001_initial"),
        ("territory", "0002_wall"),
        ("workdays", "0001_initial"),
        ("workdays", "0003_counting"),
        ("workdays", "0005_body_counting"),
        ("workdays", "0006_unopened"),
        ("workdays", "0009_addenda"),
        ("workdays", "0011_whole_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
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
                    models.CharField(max_length=40, unique=True, verbose_name="contract number"),
                ),
                (
                    "agency_number",
                    models.CharField(blank=True, max_length=40, verbose_name="agency's own number"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("contract", "contract"), ("memorandum", "memorandum")],
                        default="contract",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("pending_signature", "waiting for signature"),
                            ("active", "active"),
                            ("suspended", "suspended"),
                            ("termination_notice", "under termination notice"),
                            ("terminated", "terminated"),
                            ("expired", "expired"),
                            ("ended_mutual", "ended by agreement"),
                            ("renewed", "renewed"),
                            ("settled", "settled"),
                            ("void", "void"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="termination notice, days"
                    ),
                ),
                (
                    "retention_percent",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=5, verbose_name="retention, percent"
                    ),
                ),
                (
                    "retention_reason",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="reason above the usual retention"
                    ),
                ),
                (
                    "value",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="estimated value, rial"
                    ),
                ),
                (
                    "suspended_on",
                    models.DateField(blank=True, null=True, verbose_name="suspended on"),
                ),
                (
                    "suspended_until",
                    models.DateField(blank=True, null=True, verbose_name="suspended until"),
                ),
                (
                    "notice_id",
                    models.UUIDField(
                        blank=True, editable=False, null=True, verbose_name="termination notice"
                    ),
                ),
                (
                    "notice_issued_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="termination notice issued on"
                    ),
                ),
                (
                    "notice_served_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="termination notice served on"
                    ),
                ),
                (
                    "notice_proof",
                    models.CharField(blank=True, max_length=400, verbose_name="proof of service"),
                ),
                (
                    "notice_ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="termination notice ends on"
                    ),
                ),
                (
                    "terminated_on",
                    models.DateField(blank=True, null=True, verbose_name="terminated on"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "acted_by",
                    models.BigIntegerField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="last acted on a proof by",
                    ),
                ),
                (
                    "mutual_end_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="proposed end by agreement"
                    ),
                ),
                (
                    "mutual_end_reason",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="reason of the end by agreement"
                    ),
                ),
                (
                    "mutual_end_accepted_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="end by agreement accepted on"
                    ),
                ),
                (
                    "mutual_end_accepted_by",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="end by agreement accepted by"
                    ),
                ),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="settled on")),
                (
                    "quota_exception",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="reason above the rank quota"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("own", "made here"), ("import", "imported")],
                        default="own",
                        max_length=8,
                        verbose_name="origin",
                    ),
                ),
                (
                    "confirmed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="confirmed by the agency on"
                    ),
                ),
                (
                    "confirmed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="confirmed by"),
                ),
                (
                    "renewal_exception",
                    models.CharField(
                        blank=True,
                        max_length=400,
                        verbose_name="reason to renew in spite of what stands against it",
                    ),
                ),
                (
                    "drafted_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="drafted by"),
                ),
                (
                    "signed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="signed by"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="agencies.agency",
                        verbose_name="agency",
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
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "renewed_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="contracts.contract",
                        verbose_name="renews",
                    ),
                ),
                (
                    "source_import",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="offices.registerimport",
                        verbose_name="source file",
                    ),
                ),
                (
                    "acceptance_entered_by",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="acceptance on paper entered by"
                    ),
                ),
                (
                    "acceptance_missed_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        verbose_name="found without acceptance after its first day on",
                    ),
                ),
                (
                    "accepted_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="accepted by"),
                ),
                (
                    "accepted_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="accepted by the office on"
                    ),
                ),
                (
                    "disowned_by",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="called not its own by"
                    ),
                ),
                (
                    "disowned_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="called not its own by the agency on"
                    ),
                ),
                (
                    "standing_exception",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=400,
                        verbose_name="reason to contract in spite of the office's standing",
                    ),
                ),
                (
                    "reinstated_on",
                    models.DateField(blank=True, null=True, verbose_name="reinstated on"),
                ),
                (
                    "notice_entered_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="service of the notice entered on"
                    ),
                ),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=400,
                        verbose_name="why the office declined",
                    ),
                ),
                (
                    "declined_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="declined by"),
                ),
                (
                    "declined_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="declined by the office on"
                    ),
                ),
                (
                    "notice_paper_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="to be served on paper until"
                    ),
                ),
                (
                    "notice_paper_since",
                    models.DateField(
                        blank=True, null=True, verbose_name="to be served on paper since"
                    ),
                ),
                (
                    "notice_reminded_again_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="office reminded again on"
                    ),
                ),
                (
                    "notice_reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="office reminded on"),
                ),
                (
                    "contest_until",
                    models.DateField(
                        blank=True,
                        null=True,
                        verbose_name="acceptance on paper can be contested until",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "indexes": [
                    models.Index(
                        fields=["agency", "ends_on", "id"], name="contracts_contract_agency"
                    ),
                    models.Index(
                        fields=["office", "state", "id"], name="contracts_contract_office"
                    ),
                    models.Index(
                        fields=["state", "ends_on", "id"], name="contracts_contract_expiry"
                    ),
                    models.Index(fields=["ends_on", "id"], name="contracts_contract_term"),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["active", "suspended", "termination_notice"])
                        ),
                        fields=["ends_on", "id"],
                        name="contracts_contract_live",
                    ),
                    models.Index(fields=["-starts_on", "-id"], name="contracts_contract_newest"),
                    models.Index(
                        fields=["agency_number"],
                        name="contracts_contract_own_no",
                        opclasses=["varchar_pattern_ops"],
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["active", "suspended"]),
                            models.Q(
                                ("origin", "own"), ("confirmed_on__isnull", False), _connector="OR"
                            ),
                        ),
                        fields=["office"],
                        include=("agency", "starts_on", "ends_on", "id"),
                        name="contracts_contract_running",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("confirmed_on__isnull", True),
                            ("disowned_on__isnull", True),
                            ("origin", "import"),
                        ),
                        fields=["agency"],
                        name="contracts_contract_unconfirmed",
                    ),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", False)),
                        fields=["-ended_on", "-id"],
                        name="contracts_contract_ended",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="contracts_contract_dates_ordered",
                        violation_error_message="A contract cannot end before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "terminated"), ("terminated_on__isnull", False)),
                            ("state", "settled"),
                            models.Q(
                                models.Q(("state__in", ["terminated", "settled"]), _negated=True),
                                ("terminated_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_terminated_iff_dated",
                        violation_error_message="A terminated contract, and no other, has a termination date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["terminated", "expired", "ended_mutual", "renewed"]),
                                _negated=True,
                            ),
                            ("ended_on__isnull", False),
                            ("origin", "import"),
                            _connector="OR",
                        ),
                        name="contracts_contract_ended_dated",
                        violation_error_message="An ended contract names its last day in force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["expired", "renewed"]), _negated=True),
                            ("ended_on", models.F("ends_on")),
                            models.Q(("ended_on__isnull", True), ("origin", "import")),
                            _connector="OR",
                        ),
                        name="contracts_contract_expired_at_term",
                        violation_error_message="A contract expires on the last day of its term.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended_mutual"), _negated=True),
                            ("mutual_end_accepted_by__isnull", False),
                            ("origin", "import"),
                            _connector="OR",
                        ),
                        name="contracts_contract_mutual_accepted",
                        violation_error_message="An end by agreement is accepted by the office.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("notice_ends_on__isnull", True),
                                ("notice_proof", ""),
                                ("notice_served_on__isnull", True),
                            ),
                            models.Q(
                                ("notice_served_on__gte", models.F("notice_issued_on")),
                                ("notice_ends_on__gt", models.F("notice_served_on")),
                                models.Q(("notice_proof", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_notice_served",
                        violation_error_message="A served notice has a day, a proof of service and an end.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", True),
                            ("drafted_by__isnull", True),
                            models.Q(("signed_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="contracts_contract_two_persons",
                        violation_error_message="Who drafted a contract does not sign it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "import"), ("source_import__isnull", False)),
                            models.Q(("origin", "own"), ("source_import__isnull", True)),
                            _connector="OR",
                        ),
                        name="contracts_contract_import_sourced",
                        violation_error_message="An imported contract, and no other, names its file.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("retention_percent__range", (0, 100))),
                        name="contracts_contract_retention_share",
                        violation_error_message="Retention is a share of 0 to 100 percent.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agency_number", ""), _negated=True),
                        fields=("agency", "agency_number"),
                        name="contracts_contract_agency_number",
                        violation_error_message="The agency has a contract of this number.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "void"), _negated=True),
                        fields=("renewed_from",),
                        name="contracts_contract_renewed_once",
                        violation_error_message="A renewal of this contract has been begun.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acceptance_entered_by__isnull", True),
                                ("accepted_by__isnull", True),
                                ("accepted_on__isnull", True),
                            ),
                            models.Q(
                                ("acceptance_entered_by__isnull", True),
                                ("accepted_by__isnull", False),
                                ("accepted_on__isnull", False),
                            ),
                            models.Q(
                                ("acceptance_entered_by__isnull", False),
                                ("accepted_by__isnull", True),
                                ("accepted_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_accepted_once",
                        violation_error_message="An acceptance has its day, and the operator or whoever entered the signed paper.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disowned_by__isnull", True), ("disowned_on__isnull", True)),
                            models.Q(
                                ("confirmed_on__isnull", True),
                                ("disowned_by__isnull", False),
                                ("disowned_on__isnull", False),
                                ("origin", "import"),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_disowned",
                        violation_error_message="An agency calls an imported contract its own or not its own, once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decline_reason", ""),
                                ("declined_by__isnull", True),
                                ("declined_on__isnull", True),
                            ),
                            models.Q(
                                ("accepted_on__isnull", True),
                                ("declined_by__isnull", False),
                                ("declined_on__isnull", False),
                                models.Q(("decline_reason", ""), _negated=True),
                                ("state__in", ["pending_signature", "void"]),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_declined",
                        violation_error_message="A declined contract has its day, who declined and why, and is not in force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_reminded_again_on__isnull", True),
                            models.Q(
                                ("notice_reminded_again_on__gt", models.F("notice_reminded_on")),
                                ("notice_reminded_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_notice_reminded_in_order",
                        violation_error_message="A second reminder follows the first one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("notice_paper_due_on__isnull", True),
                                ("notice_paper_since__isnull", True),
                            ),
                            models.Q(
                                ("notice_paper_due_on__gt", models.F("notice_paper_since")),
                                ("notice_paper_due_on__isnull", False),
                                ("notice_paper_since__gt", models.F("notice_reminded_again_on")),
                                ("notice_paper_since__isnull", False),
                                ("notice_reminded_again_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contract_notice_paper_after_reminders",
                        violation_error_message="A notice is served on paper after two reminders, until a day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contest_until__isnull", True),
                            ("acceptance_entered_by__isnull", False),
                            _connector="OR",
                        ),
                        name="contracts_contract_contestable",
                        violation_error_message="Only an acceptance on paper can be contested.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
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
                    "window",
                    models.CharField(
                        choices=[
                            ("defence", "defence window"),
                            ("appeal", "objection window"),
                            ("termination_notice", "termination notice"),
                            ("review_hearing", "hearing window of a termination review"),
                        ],
                        max_length=20,
                        verbose_name="window",
                    ),
                ),
                ("subject_type", models.CharField(max_length=40, verbose_name="subject")),
                ("subject_id", models.UUIDField(verbose_name="subject id")),
                ("text", models.TextField(verbose_name="text")),
                ("given_on", models.DateField(verbose_name="given on")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                ("given_by", models.BigIntegerField(verbose_name="given by")),
                ("given_by_name", models.CharField(max_length=120, verbose_name="given by")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "waiver",
                "verbose_name_plural": "waivers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("window", "subject_id"),
                        name="contracts_waiver_once",
                        violation_error_message="This window has been waived.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EndingProof",
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
                            ("final_decision", "final proven decision of the agency"),
                            ("decided_review", "decided termination review, office heard"),
                            (
                                "recorded_document",
                                "recorded document of the committee or regulator",
                            ),
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
                ("source_id", models.UUIDField(blank=True, null=True, verbose_name="source")),
                ("source_label", models.CharField(max_length=60, verbose_name="source number")),
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
                ("reasons", models.TextField(verbose_name="reasons")),
                (
                    "scan",
                    models.FileField(
                        blank=True, upload_to="documents/original/", verbose_name="scan"
                    ),
                ),
                (
                    "scan_copy",
                    models.FileField(blank=True, upload_to="documents/copy/", verbose_name="copy"),
                ),
                (
                    "scan_name",
                    models.CharField(blank=True, max_length=160, verbose_name="file name"),
                ),
                ("scan_type", models.CharField(blank=True, max_length=40, verbose_name="type")),
                (
                    "scan_size",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="size, bytes"),
                ),
                (
                    "scan_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256"),
                ),
                (
                    "scan_checked_by",
                    models.CharField(blank=True, max_length=40, verbose_name="checked by"),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("decided_by", models.BigIntegerField(verbose_name="decided by")),
                ("decided_by_name", models.CharField(max_length=120, verbose_name="decided by")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(blank=True, null=True, verbose_name="took effect on"),
                ),
                (
                    "judged",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgments",
                        to="contracts.endingproof",
                        verbose_name="what the judged decision rests on",
                    ),
                ),
                (
                    "judged_act",
                    models.CharField(
                        blank=True,
                        choices=[("suspend", "the suspension"), ("terminate", "the termination")],
                        db_default="",
                        default="",
                        max_length=9,
                        verbose_name="decision that was judged",
                    ),
                ),
                (
                    "judged_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
                ),
                (
                    "judgment_result",
                    models.CharField(
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
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True),
                        name="contracts_endingproof_reasoned",
                        violation_error_message="A proof states its reasons.",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("in_force_on__isnull", False), ("judgment_result", "annulled")
                        ),
                        fields=("judged", "judged_act"),
                        name="contracts_endingproof_annulled_once",
                        violation_error_message="A judgment has annulled this decision already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guarantee",
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
                            ("bank", "bank guarantee"),
                            ("promissory", "promissory note"),
                            ("cheque", "cheque"),
                            ("cash", "cash deposit"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="issued by")),
                ("amount", models.PositiveBigIntegerField(verbose_name="amount, rial")),
                ("expires_on", models.DateField(verbose_name="expires on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "held"),
                            ("expired", "expired"),
                            ("released", "released"),
                            ("called", "called"),
                        ],
                        default="held",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "excess_reason",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="reason above the usual share"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "guarantee",
                "verbose_name_plural": "guarantees",
                "indexes": [
                    models.Index(fields=["state", "expires_on"], name="contracts_guarantee_expiry")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"),
                        name="contracts_guarantee_number",
                        violation_error_message="The contract has a guarantee of this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="contracts_guarantee_amount_positive",
                        violation_error_message="A guarantee has an amount.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
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
                ("key", models.CharField(max_length=60, verbose_name="statement number")),
                ("period_first", models.DateField(verbose_name="from")),
                ("period_last", models.DateField(verbose_name="to")),
                ("amount", models.BigIntegerField(verbose_name="amount, rial")),
                ("due_on", models.DateField(verbose_name="to be remitted until")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("recorded_on", models.DateField(verbose_name="recorded on")),
                ("recorded_by", models.BigIntegerField(verbose_name="recorded by")),
                ("recorded_by_name", models.CharField(max_length=120, verbose_name="recorded by")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="remitted on")),
                (
                    "settled_source",
                    models.CharField(blank=True, max_length=200, verbose_name="voucher"),
                ),
                (
                    "settled_by",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="remittance recorded by"
                    ),
                ),
                (
                    "settled_by_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="remittance recorded by"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="contracts.contract",
                        verbose_name="contract",
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="contracts.settlement",
                        verbose_name="takes back",
                    ),
                ),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("reverses__isnull", True),
                            models.Q(
                                ("settled_on__isnull", True),
                                ("settled_on__gt", models.F("due_on")),
                                _connector="OR",
                            ),
                        ),
                        fields=["contract", "due_on"],
                        include=("id", "holder", "settled_on"),
                        name="contracts_settlement_late",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "key"),
                        name="contracts_settlement_key",
                        violation_error_message="The contract has a settlement of this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__gte", models.F("period_last")),
                            ("period_last__gte", models.F("period_first")),
                        ),
                        name="contracts_settlement_period_ordered",
                        violation_error_message="A period ends after it begins, and is due after it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="contracts_settlement_below_zero_iff_reversal",
                        violation_error_message="Only a counter-entry takes an amount back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_by__isnull", True),
                                ("settled_on__isnull", True),
                                ("settled_source", ""),
                            ),
                            models.Q(
                                ("reverses__isnull", True),
                                ("settled_by__isnull", False),
                                ("settled_on__isnull", False),
                                models.Q(("settled_source", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_settlement_settled_iff_told",
                        violation_error_message="A remittance has its day, its voucher and its recorder.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractArticle",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="article")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"),
                        name="contracts_contractarticle_number",
                        violation_error_message="The contract has an article of this number.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractScan",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("scan", models.FileField(upload_to="scans/original/", verbose_name="scan")),
                ("scan_copy", models.FileField(upload_to="scans/copy/", verbose_name="copy")),
                ("scan_name", models.CharField(max_length=160, verbose_name="file name")),
                ("scan_type", models.CharField(max_length=40, verbose_name="type")),
                ("scan_size", models.PositiveIntegerField(verbose_name="size, bytes")),
                ("scan_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("scan_checked_by", models.CharField(max_length=40, verbose_name="checked by")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                ("kept_on", models.DateField(verbose_name="kept on")),
                ("kept_by", models.BigIntegerField(verbose_name="kept by")),
                ("kept_by_name", models.CharField(max_length=120, verbose_name="kept by")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a contract",
                "verbose_name_plural": "scans of contracts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"),
                        name="contracts_contractscan_number",
                        violation_error_message="The contract has a scan of this version.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractService",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="to")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("pending_signature", "waiting for signature"),
                            ("active", "active"),
                            ("suspended", "suspended"),
                            ("termination_notice", "under termination notice"),
                            ("terminated", "terminated"),
                            ("expired", "expired"),
                            ("ended_mutual", "ended by agreement"),
                            ("renewed", "renewed"),
                            ("settled", "settled"),
                            ("void", "void"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_services",
                        to="contracts.contract",
                        verbose_name="contract",
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_services",
                        to="agencies.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("state__in", ["active", "suspended", "termination_notice"])
                        ),
                        expressions=[
                            ("office", "="),
                            ("agency", "="),
                            ("service", "="),
                            (
                                offices.models.offices.DateRange(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="contracts_contractservice_one_active",
                        violation_error_message="The office has an active contract with the agency for this service.",
                    ),
                    models.UniqueConstraint(
                        fields=("contract", "service"),
                        name="contracts_contractservice_once",
                        violation_error_message="The contract names this service already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractAddendum",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("text", models.TextField(verbose_name="text")),
                ("before", models.JSONField(default=dict, verbose_name="before")),
                ("after", models.JSONField(default=dict, verbose_name="after")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "acceptance_entered_by",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="acceptance on paper entered by"
                    ),
                ),
                (
                    "accepted_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="accepted by"),
                ),
                (
                    "accepted_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="accepted by the office on"
                    ),
                ),
                (
                    "added_services",
                    models.JSONField(default=list, verbose_name="keys of added services"),
                ),
                (
                    "closed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="closed by"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "contest_until",
                    models.DateField(blank=True, null=True, verbose_name="can be contested until"),
                ),
                (
                    "in_force_on",
                    models.DateField(blank=True, null=True, verbose_name="came in force on"),
                ),
                (
                    "proposed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="proposed by"),
                ),
                (
                    "proposed_on",
                    models.DateField(blank=True, null=True, verbose_name="proposed on"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=400, verbose_name="reason"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="contracts.contractscan",
                        verbose_name="scan of the signed paper",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waiting for the office"),
                            ("accepted", "accepted, not in force yet"),
                            ("in_force", "in force"),
                            ("declined", "declined by the office"),
                            ("withdrawn", "withdrawn by the agency"),
                            ("lapsed", "did not come in force"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "standing_exception",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=400,
                        verbose_name="reason to contract in spite of the office's standing",
                    ),
                ),
            ],
            options={
                "verbose_name": "addendum",
                "verbose_name_plural": "addenda",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"),
                        name="contracts_contractaddendum_number",
                        violation_error_message="The contract has an addendum of this number.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted"])),
                        fields=("contract",),
                        name="contracts_contractaddendum_one_open",
                        violation_error_message="An addendum of this contract waits already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acceptance_entered_by__isnull", True),
                                ("accepted_by__isnull", True),
                                ("accepted_on__isnull", True),
                            ),
                            models.Q(
                                ("acceptance_entered_by__isnull", True),
                                ("accepted_by__isnull", False),
                                ("accepted_on__isnull", False),
                                ("contest_until__isnull", True),
                            ),
                            models.Q(
                                ("acceptance_entered_by__isnull", False),
                                ("accepted_by__isnull", True),
                                ("accepted_on__isnull", False),
                                ("contest_until__isnull", False),
                                ("scan__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contractaddendum_accepted",
                        violation_error_message="An acceptance has its day, and the operator or the signed paper.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by__isnull", True),
                            models.Q(("state__in", ["accepted", "in_force"]), _negated=True),
                            ("accepted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="contracts_contractaddendum_agreed",
                        violation_error_message="An addendum holds with the acceptance of the office.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_by__isnull", False),
                                ("closed_on__isnull", False),
                                ("in_force_on__isnull", True),
                                ("state__in", ["declined", "withdrawn", "lapsed"]),
                            ),
                            models.Q(
                                ("closed_by__isnull", True),
                                ("closed_on__isnull", True),
                                ("in_force_on__isnull", True),
                                ("state__in", ["proposed", "accepted"]),
                            ),
                            models.Q(
                                ("closed_by__isnull", True),
                                ("closed_on__isnull", True),
                                ("state", "in_force"),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_contractaddendum_closed",
                        violation_error_message="A closed addendum has its day and who closed it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeCall",
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
                ("amount", models.PositiveBigIntegerField(verbose_name="amount, rial")),
                ("reason", models.CharField(max_length=2000, verbose_name="reason")),
                ("called_on", models.DateField(verbose_name="called on")),
                ("called_by", models.BigIntegerField(verbose_name="called by")),
                ("called_by_name", models.CharField(max_length=120, verbose_name="called by")),
                (
                    "guarantee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="contracts.guarantee",
                        verbose_name="guarantee",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantee_calls",
                        to="contracts.endingproof",
                        verbose_name="proof",
                    ),
                ),
            ],
            options={
                "verbose_name": "call of a guarantee",
                "verbose_name_plural": "calls of guarantees",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="contracts_guaranteecall_amount_positive",
                        violation_error_message="A call has an amount.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Remittance",
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
                ("amount", models.PositiveBigIntegerField(verbose_name="amount, rial")),
                ("paid_on", models.DateField(verbose_name="remitted on")),
                ("voucher", models.CharField(max_length=200, verbose_name="voucher")),
                ("recorded_on", models.DateField(verbose_name="recorded on")),
                ("recorded_by", models.BigIntegerField(verbose_name="recorded by")),
                ("recorded_by_name", models.CharField(max_length=120, verbose_name="recorded by")),
                (
                    "settlement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittances",
                        to="contracts.settlement",
                        verbose_name="settlement",
                    ),
                ),
            ],
            options={
                "verbose_name": "remittance",
                "verbose_name_plural": "remittances",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("settlement", "voucher"),
                        name="contracts_remittance_voucher",
                        violation_error_message="The settlement has a remittance of this voucher.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="contracts_remittance_amount_positive",
                        violation_error_message="A remittance has an amount.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperContest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("contested_on", models.DateField(verbose_name="contested on")),
                ("contested_by", models.BigIntegerField(verbose_name="contested by")),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "scan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contest",
                        to="contracts.contractscan",
                        verbose_name="scan of the signed paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "contest of a paper",
                "verbose_name_plural": "contests of papers",
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="suspension_proof",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suspensions",
                to="contracts.endingproof",
                verbose_name="proof of suspension",
            ),
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
        migrations.AddField(
            model_name="contract",
            name="ending_proof",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="endings",
                to="contracts.endingproof",
                verbose_name="proof of ending",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("terminated_on__isnull", True),
                    ("ending_proof__isnull", False),
                    ("origin", "import"),
                    _connector="OR",
                ),
                name="contracts_contract_terminated_proven",
                violation_error_message="A termination needs a proof.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "suspended"),
                        ("suspended_on__isnull", False),
                        ("suspended_until__gte", models.F("suspended_on")),
                        models.Q(
                            ("suspension_proof__isnull", False),
                            ("origin", "import"),
                            _connector="OR",
                        ),
                    ),
                    models.Q(("state", "suspended"), _negated=True),
                    _connector="OR",
                ),
                name="contracts_contract_suspension_ends",
                violation_error_message="A suspension has a proof, a start and an end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("notice_issued_on__isnull", False),
                        ("state", "termination_notice"),
                        models.Q(
                            models.Q(("ending_proof__isnull", False), ("notice_id__isnull", False)),
                            ("origin", "import"),
                            _connector="OR",
                        ),
                    ),
                    models.Q(("state", "termination_notice"), _negated=True),
                    _connector="OR",
                ),
                name="contracts_contract_notice_issued",
                violation_error_message="A termination notice has a proof and a day of issue.",
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
        LoadSQL(
            "contracts",
            "refusal",
            "moves",
            "endings",
            "agreements",
            "deciders",
            "services",
            "documents",
            "terms",
            "guarantees",
            "articles",
            "settlements",
            "days",
            "changes",
            "acceptance",
            "imports",
            "payments",
            "asked",
            "fixed",
            "events",
            "paper_service",
            "addenda",
            "declined",
            "unopened",
            "contests",
            "movers",
            "waivers",
            "seals",
            "judgments",
        ),
    ]
