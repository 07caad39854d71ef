"""Hearing sessions with their seats; notices and decisions may name one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.roles
import core.models


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0022_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                            ("appeal", "appeal"),
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
                    "sealed_on",
                    models.DateField(blank=True, null=True, verbose_name="minutes sealed on"),
                ),
            ],
            options={
                "verbose_name": "hearing session",
                "verbose_name_plural": "hearing sessions",
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
                            (accounts.roles.Role["DEPUTY"], "development deputy"),
                            (accounts.roles.Role["EXPERT"], "provincial expert"),
                            (accounts.roles.Role["SECRETARIAT"], "secretariat"),
                            (accounts.roles.Role["COMMITTEE_CHAIR"], "committee chair"),
                            (accounts.roles.Role["COMMITTEE_MEMBER"], "committee member"),
                            (accounts.roles.Role["COUNTY_REP"], "county representative"),
                            (accounts.roles.Role["AGENCY_MANAGER"], "agency manager"),
                            (accounts.roles.Role["AGENCY_CLERK"], "agency clerk"),
                            (accounts.roles.Role["AGENCY_APPEAL"], "agency appeal decider"),
                            (accounts.roles.Role["ASSOCIATION"], "association admin"),
                            (accounts.roles.Role["OPERATOR"], "office operator"),
                            (accounts.roles.Role["AUDITOR"], "auditor"),
                            (accounts.roles.Role["PLATFORM_ADMIN"], "platform admin"),
                            (accounts.roles.Role["SYSTEM"], "system"),
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
            ],
            options={
                "verbose_name": "seat of a session",
                "verbose_name_plural": "seats of a session",
            },
        ),
        migrations.RemoveConstraint(
            model_name="caserule",
            name="violations_caserule_positive",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="violations_notice_one_of_kind",
        ),
        migrations.AddField(
            model_name="caserule",
            name="agency_quorum",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="quorum of an agency's own hearing"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("charge", "notice of the report"),
                    ("summons", "summons to a hearing session"),
                    ("decision", "notice of the decision"),
                    ("appeal_result", "notice of the appeal's result"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="caserule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agency_quorum__gte", 1),
                    ("lookback_months__gte", 1),
                    ("points_months__gte", 1),
                    ("quorum__gte", 1),
                ),
                name="violations_caserule_positive",
                violation_error_message="Quorum and months are at least one.",
            ),
        ),
        migrations.AddField(
            model_name="hearingsession",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="violations.case",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="session",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decision",
                to="violations.hearingsession",
                verbose_name="hearing session",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="session",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="violations.hearingsession",
                verbose_name="hearing session",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", True)),
                fields=("case", "kind"),
                name="violations_notice_one_of_kind",
                violation_error_message="The case has a notice of this kind.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("session",),
                name="violations_notice_one_summons",
                violation_error_message="A session has one summons.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "summons"), ("session__isnull", False)),
                    models.Q(
                        models.Q(("kind", "summons"), _negated=True), ("session__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="violations_notice_summons_of_session",
                violation_error_message="A summons, and no other notice, names a session.",
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="violations.hearingsession",
                verbose_name="hearing session",
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["summoned", "held"])),
                fields=("case",),
                name="violations_hearingsession_one_live",
                violation_error_message="The case has a session that is not over.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("forum__in", ["agency", "committee"])),
                name="violations_hearingsession_forum",
                violation_error_message="The first forum of a track holds the session.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_online", True), models.Q(("place", ""), _negated=True), _connector="OR"
                ),
                name="violations_hearingsession_place",
                violation_error_message="A session has a place, or is held in the portal.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("minutes", ""), _negated=True),
                        models.Q(("minutes_sha256", ""), _negated=True),
                        ("quorum__gte", 1),
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                        ("state__in", ["held", "signed"]),
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
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("ended_reason", ""), _negated=True),
                        ("ended_on__isnull", False),
                        ("state__in", ["postponed", "cancelled"]),
                    ),
                    models.Q(
                        ("ended_on__isnull", True),
                        ("ended_reason", ""),
                        ("state__in", ["summoned", "held", "signed"]),
                    ),
                    _connector="OR",
                ),
                name="violations_hearingsession_ended_iff_reasoned",
                violation_error_message="A session that was called off says why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sealed_on__isnull", False), ("state", "signed")),
                    models.Q(
                        models.Q(("state", "signed"), _negated=True), ("sealed_on__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="violations_hearingsession_sealed_iff_signed",
                violation_error_message="Signed minutes, and no others, are sealed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False)),
                fields=("session", "user"),
                name="violations_sessionseat_one_each",
                violation_error_message="Each person is called once.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_judge", False), ("user__isnull", False), _connector="OR"),
                name="violations_sessionseat_judge_has_account",
                violation_error_message="Who judges has an account.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
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
        ),
    ]
