"""All migrations of this app up to 0004 as one, for a database that has none of them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import core.models
import offices.models.offices
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [
        ("offices", "0001_initial"),
        ("offices", "0002_membership"),
        ("offices", "0003_wall"),
        ("offices", "0004_seals"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0001_initial"),
        ("audit", "0002_wall"),
        ("audit", "0003_movers"),
        ("core", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LicenceHolder",
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
                        choices=[("natural", "natural person"), ("legal", "legal entity")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "name_key",
                    models.CharField(db_index=True, max_length=160, verbose_name="search key"),
                ),
                (
                    "ceo_name",
                    models.CharField(blank=True, max_length=120, verbose_name="managing director"),
                ),
                (
                    "national_id_sealed",
                    models.CharField(blank=True, max_length=200, verbose_name="national ID"),
                ),
                (
                    "national_id_index",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=64,
                        verbose_name="index of the national ID",
                    ),
                ),
                (
                    "legal_id",
                    models.CharField(blank=True, max_length=11, verbose_name="legal-entity ID"),
                ),
                ("mobile", models.CharField(blank=True, max_length=11, verbose_name="mobile")),
                (
                    "version",
                    models.PositiveIntegerField(db_default=1, default=1, verbose_name="version"),
                ),
            ],
            options={
                "verbose_name": "licence holder",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("legal_id", ""), _negated=True),
                        fields=("legal_id",),
                        name="offices_licenceholder_legal_id",
                        violation_error_message="A holder with this legal-entity ID exists.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("national_id_index", ""), _negated=True), ("kind", "natural")
                        ),
                        fields=("national_id_index",),
                        name="offices_licenceholder_national_id",
                        violation_error_message="A holder with this national ID exists.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterImport",
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
                ("content", models.CharField(max_length=12, verbose_name="content")),
                (
                    "seems",
                    models.CharField(blank=True, max_length=12, verbose_name="seems to hold"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "uploaded"),
                            ("checking", "being checked"),
                            ("checked", "checked"),
                            ("confirmed", "waiting to be applied"),
                            ("applying", "being applied"),
                            ("applied", "applied"),
                            ("refused", "refused"),
                            ("failed", "failed"),
                        ],
                        default="uploaded",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("file", models.FileField(upload_to="imports/", verbose_name="file")),
                ("file_name", models.CharField(max_length=200, verbose_name="file name")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("uploaded_by", models.BigIntegerField(verbose_name="uploaded by")),
                ("uploaded_by_name", models.CharField(max_length=120, verbose_name="uploaded by")),
                ("grant_id", models.BigIntegerField(verbose_name="grant")),
                (
                    "known_rows",
                    models.CharField(
                        choices=[
                            ("update", "update it from the file"),
                            ("skip", "leave it as it is"),
                        ],
                        default="update",
                        max_length=8,
                        verbose_name="known records",
                    ),
                ),
                (
                    "leaves_errors",
                    models.BooleanField(
                        default=False, verbose_name="rows with errors are left out"
                    ),
                ),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                (
                    "heartbeat_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last sign of the worker"
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("errors", models.JSONField(default=list, verbose_name="errors")),
                ("refusal", models.TextField(blank=True, verbose_name="refusal")),
                (
                    "annotated",
                    models.FileField(
                        blank=True, upload_to="imports/", verbose_name="annotated file"
                    ),
                ),
                (
                    "applied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="applied at"),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "indexes": [
                    models.Index(
                        fields=["state", "heartbeat_at"], name="offices_registerimport_queue"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", False), ("state", "applied")),
                            models.Q(
                                models.Q(("state", "applied"), _negated=True),
                                ("applied_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="offices_registerimport_applied_iff_dated",
                        violation_error_message="An applied import, and no other, has its moment.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
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
                ("code", models.CharField(max_length=12, unique=True, verbose_name="office code")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("search_key", models.TextField(verbose_name="search key")),
                (
                    "kind",
                    models.CharField(
                        choices=[("urban", "urban"), ("rural_ict", "rural ICT")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("active", "active"),
                            ("temporarily_closed", "temporarily closed"),
                            ("inactive", "inactive"),
                            ("suspended", "suspended"),
                            ("revoked", "revoked"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "manager_name",
                    models.CharField(blank=True, max_length=120, verbose_name="office manager"),
                ),
                ("address", models.CharField(blank=True, max_length=400, verbose_name="address")),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=10, verbose_name="postal code"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="longitude",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=11, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=11, verbose_name="mobile")),
                ("iban", models.CharField(blank=True, max_length=26, verbose_name="Sheba")),
                (
                    "area_m2",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="area, m²"),
                ),
                (
                    "counter_count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="counters"
                    ),
                ),
                (
                    "opening_hours",
                    models.CharField(blank=True, max_length=160, verbose_name="opening hours"),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rank"),
                ),
                (
                    "is_member",
                    models.BooleanField(default=True, verbose_name="member of the association"),
                ),
                (
                    "first_active_on",
                    models.DateField(blank=True, null=True, verbose_name="active since"),
                ),
                (
                    "last_activity_on",
                    models.DateField(blank=True, null=True, verbose_name="last activity"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
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
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="district",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="offices.licenceholder",
                        verbose_name="licence holder",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="city or village",
                    ),
                ),
                (
                    "membership_declared_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="declared by"),
                ),
                (
                    "membership_declared_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        verbose_name="declared a member by the association on",
                    ),
                ),
            ],
            options={
                "verbose_name": "office",
                "verbose_name_plural": "offices",
                "indexes": [
                    models.Index(fields=["county", "code"], name="offices_office_county"),
                    models.Index(fields=["state", "code"], name="offices_office_state"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_key"],
                        name="offices_office_search",
                        opclasses=["gin_trgm_ops"],
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{4,12}$")),
                        name="offices_office_code_digits",
                        violation_error_message="An office code has 4 to 12 digits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rank__isnull", True), ("rank__range", (1, 3)), _connector="OR"
                        ),
                        name="offices_office_rank_known",
                        violation_error_message="A rank is 1, 2 or 3.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), _negated=True),
                            ("holder__isnull", False),
                            _connector="OR",
                        ),
                        name="offices_office_active_held",
                        violation_error_message="An active office has a licence holder.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
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
                ("number", models.CharField(max_length=40, verbose_name="licence number")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("expires_on", models.DateField(verbose_name="expires on")),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="last day, if before expiry"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("valid", "valid"),
                            ("renewal_requested", "renewal requested"),
                            ("suspended", "suspended"),
                            ("renewed", "renewed"),
                            ("transferred", "transferred"),
                            ("expired", "expired"),
                            ("cancelled", "cancelled"),
                        ],
                        default="valid",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_since",
                    models.DateField(blank=True, null=True, verbose_name="in this state since"),
                ),
                (
                    "suspended_until",
                    models.DateField(blank=True, null=True, verbose_name="suspended until"),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "document_on",
                    models.DateField(blank=True, null=True, verbose_name="document date"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="offices.licence",
                        verbose_name="renewed or transferred from",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="offices.licenceholder",
                        verbose_name="licence holder",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "licence",
                "verbose_name_plural": "licences",
                "indexes": [
                    models.Index(fields=["state", "expires_on"], name="offices_licence_expiry")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number",),
                        name="offices_licence_number",
                        violation_error_message="A licence of this number exists.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["valid", "renewal_requested", "suspended", "expired"])
                        ),
                        fields=("office",),
                        name="offices_licence_one_current",
                        violation_error_message="The office has a current licence.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gte", models.F("issued_on"))),
                        name="offices_licence_dates_ordered",
                        violation_error_message="A licence cannot expire before it is issued.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "suspended"), ("suspended_until__isnull", False)),
                            models.Q(
                                models.Q(("state", "suspended"), _negated=True),
                                ("suspended_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="offices_licence_suspension_ends",
                        violation_error_message="A suspended licence, and no other, has an end date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["suspended", "cancelled"]), _negated=True),
                            models.Q(("document_no", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="offices_licence_loss_documented",
                        violation_error_message="A suspension or cancellation names its document.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("office", "="),
                            (
                                offices.models.offices.DateRange(
                                    models.F("issued_on"),
                                    django.db.models.functions.comparison.Greatest(
                                        models.F("issued_on"),
                                        django.db.models.functions.comparison.Coalesce(
                                            models.F("ended_on"), models.F("expires_on")
                                        ),
                                    ),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="offices_licence_periods_apart",
                        violation_error_message="Another licence of the office covers these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeLetter",
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
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter that revokes an office",
                "verbose_name_plural": "letters that revoke offices",
            },
        ),
        migrations.CreateModel(
            name="OfficeStaff",
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
                ("full_name", models.CharField(max_length=120, verbose_name="full name")),
                ("position", models.CharField(max_length=80, verbose_name="position")),
                (
                    "national_id_sealed",
                    models.CharField(blank=True, max_length=200, verbose_name="national ID"),
                ),
                (
                    "national_id_index",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=64,
                        verbose_name="index of the national ID",
                    ),
                ),
                ("is_insured", models.BooleanField(default=True, verbose_name="insured")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "office staff",
                "verbose_name_plural": "office staff",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="offices_officestaff_dates_ordered",
                        violation_error_message="Work cannot end before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeStateInterval",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("active", "active"),
                            ("temporarily_closed", "temporarily closed"),
                            ("inactive", "inactive"),
                            ("suspended", "suspended"),
                            ("revoked", "revoked"),
                            ("closed", "closed"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "planned_until",
                    models.DateField(blank=True, null=True, verbose_name="planned until"),
                ),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "document_on",
                    models.DateField(blank=True, null=True, verbose_name="document date"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intervals",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("office", "="),
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
                        name="offices_officestateinterval_apart",
                        violation_error_message="The office has another state on some of these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="offices_officestateinterval_dates_ordered",
                        violation_error_message="A state cannot end before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["suspended", "temporarily_closed"]), _negated=True
                            ),
                            ("planned_until__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="offices_officestateinterval_planned",
                        violation_error_message="A closure or suspension has a planned last day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TouchedOffice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("touched_at", models.DateTimeField(auto_now=True, verbose_name="touched at")),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LicenceScan",
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
                    "paper",
                    models.CharField(
                        choices=[
                            ("licence", "scan of the licence"),
                            ("cancellation", "letter of the cancellation"),
                        ],
                        default="licence",
                        max_length=16,
                        verbose_name="paper",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="offices.licence",
                        verbose_name="licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a licence",
                "verbose_name_plural": "scans of licences",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("licence", "paper", "number"),
                        name="offices_licencescan_number",
                        violation_error_message="The licence has a scan of this version.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paper__in", ["licence", "cancellation"])),
                        name="offices_licencescan_paper",
                        violation_error_message="There is no such paper of a licence.",
                    ),
                ],
            },
        ),
        LoadSQL(
            "offices",
            "new_uuid",
            "offices",
            "licences",
            "documents",
            "days",
            "changes",
            "asked",
            "fixed",
            "events",
            "proven",
            "staging",
            "seals",
        ),
    ]
