"""All migrations of this app up to 0004 as one, for a database that has none of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import accounts.roles.names
import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_wall"),
        ("accounts", "0003_held_roles"),
        ("accounts", "0004_known_deciders"),
    ]

    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("core", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
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
                ("username", models.CharField(max_length=64, unique=True, verbose_name="username")),
                ("full_name", models.CharField(max_length=120, verbose_name="full name")),
                ("position", models.CharField(blank=True, max_length=160, verbose_name="position")),
                (
                    "national_id_sealed",
                    models.CharField(blank=True, max_length=200, verbose_name="national ID"),
                ),
                (
                    "person_key",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="person"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "key_given_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last one-time key"),
                ),
                (
                    "single_keys",
                    models.BooleanField(
                        default=True,
                        help_text="Can be switched off.",
                        verbose_name="single-letter keyboard shortcuts",
                    ),
                ),
                (
                    "key_map",
                    models.JSONField(blank=True, default=dict, verbose_name="changed keys"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("person_key", ""), _negated=True),
                        fields=["person_key"],
                        name="accounts_user_person",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("national_id_sealed", ""), ("person_key", "")),
                            models.Q(
                                models.Q(("person_key", ""), _negated=True),
                                models.Q(("national_id_sealed", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_user_person_sealed",
                        violation_error_message="A person is known by a national ID.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
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
                (
                    "scope_kind",
                    models.CharField(
                        choices=[
                            (
                                accounts.roles.names.ScopeKind["PROVINCE"],
                                accounts.roles.names.ScopeKind["PROVINCE"],
                            ),
                            (
                                accounts.roles.names.ScopeKind["COUNTY"],
                                accounts.roles.names.ScopeKind["COUNTY"],
                            ),
                            (
                                accounts.roles.names.ScopeKind["AGENCY"],
                                accounts.roles.names.ScopeKind["AGENCY"],
                            ),
                            (
                                accounts.roles.names.ScopeKind["OFFICE"],
                                accounts.roles.names.ScopeKind["OFFICE"],
                            ),
                            (
                                accounts.roles.names.ScopeKind["ASSOCIATION"],
                                accounts.roles.names.ScopeKind["ASSOCIATION"],
                            ),
                            (
                                accounts.roles.names.ScopeKind["PLATFORM"],
                                accounts.roles.names.ScopeKind["PLATFORM"],
                            ),
                        ],
                        max_length=16,
                        verbose_name="scope",
                    ),
                ),
                ("scope_id", models.UUIDField(blank=True, null=True, verbose_name="scope id")),
                (
                    "scope_label",
                    models.CharField(blank=True, max_length=160, verbose_name="scope label"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="to")),
                ("reason", models.CharField(blank=True, max_length=240, verbose_name="reason")),
                (
                    "letter_no",
                    models.CharField(blank=True, max_length=60, verbose_name="letter number"),
                ),
                (
                    "given_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="role given by"),
                ),
                (
                    "confirmed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="confirmed by"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="ended by"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "role"], name="accounts_rolegrant_user"),
                    models.Index(fields=["role", "scope_id"], name="accounts_rolegrant_role"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="accounts_rolegrant_dates_ordered",
                        violation_error_message="A grant cannot end before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("scope_id__isnull", True),
                                ("scope_kind__in", ["province", "platform"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("scope_kind__in", ["province", "platform"]), _negated=True
                                ),
                                ("scope_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_rolegrant_scope_named",
                        violation_error_message="A grant names its scope, unless it is the province.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("given_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_rolegrant_two_accounts",
                        violation_error_message="A role is given by one person, confirmed by another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_rolegrant_ended_by_somebody",
                        violation_error_message="A role that was ended says when and by whom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsedCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, verbose_name="code")),
                ("used_at", models.DateTimeField(verbose_name="used at")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "code"),
                        name="accounts_usedcode_once",
                        violation_error_message="This code has been used. Wait for the next one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiClient",
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
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="accounts.rolegrant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SentKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client", models.CharField(blank=True, max_length=120, verbose_name="client")),
                ("key", models.CharField(max_length=255, verbose_name="key")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the request")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="status code")),
                ("answer", models.TextField(blank=True, verbose_name="answer, encrypted")),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.rolegrant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["sent_at"], name="accounts_sentkey_sent")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grant", "client", "key"),
                        name="accounts_sentkey_once",
                        violation_error_message="This Idempotency-Key was used for another request.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("prefix", models.CharField(max_length=12, verbose_name="first characters")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="digest")),
                ("scopes", models.JSONField(default=list, verbose_name="scopes")),
                (
                    "addresses",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Networks in CIDR form; empty for any.",
                        verbose_name="allowed addresses",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                (
                    "last_used_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last used at"),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="accounts.apiclient",
                        verbose_name="client",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="accounts.apitoken",
                        verbose_name="replaces",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="accounts.rolegrant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("created_at")),
                            ("created_at__gt", django.db.models.functions.datetime.Now()),
                            _connector="OR",
                        ),
                        name="accounts_apitoken_expires",
                        violation_error_message="A token expires after it was made.",
                    )
                ],
            },
        ),
        LoadSQL(
            "accounts", "cache", "persons", "grants", "request_keys", "asked", "fixed", "loaded"
        ),
    ]
