"""All migrations of this app up to 0013 as one, for a database that has none of them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import core.models
import territory.models
import workdays.rules.calendars
import workdays.rules.counting
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [
        ("workdays", "0001_initial"),
        ("workdays", "0002_withdrawal"),
        ("workdays", "0003_counting"),
        ("workdays", "0004_wall"),
        ("workdays", "0005_body_counting"),
        ("workdays", "0006_unopened"),
        ("workdays", "0007_job_runs"),
        ("workdays", "0008_clock_tolerance"),
        ("workdays", "0009_addenda"),
        ("workdays", "0010_failed_runs"),
        ("workdays", "0011_whole_texts"),
        ("workdays", "0012_withdrawn_days"),
        ("workdays", "0013_loaded"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0003_held_roles"),
        ("accounts", "__first__"),
        ("audit", "0001_initial"),
        ("audit", "0002_wall"),
        ("audit", "0003_movers"),
        ("core", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
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
                ("date", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (workdays.rules.calendars.DayKind["HOLIDAY"], "official holiday"),
                            (workdays.rules.calendars.DayKind["CLOSED"], "announced closure"),
                            (workdays.rules.calendars.DayKind["WORKING"], "working by exception"),
                            (workdays.rules.calendars.DayKind["LATE"], "work began late"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "exempt",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="bodies that worked all the same",
                    ),
                ),
                (
                    "late_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="late by, in minutes"
                    ),
                ),
                (
                    "announced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="announced at"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "estimated_on",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Kept when somebody moves the day, so that a later load knows it again.",
                        null=True,
                        verbose_name="day in the data file",
                    ),
                ),
                ("draft", models.BooleanField(default=False, verbose_name="draft")),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="confirmed on"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="county",
                    ),
                ),
                (
                    "withdrawal_reason",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=500,
                        verbose_name="why it was withdrawn",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="withdrawn by"),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                ),
            ],
            options={
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["holiday", "closed", "working", "late"])),
                        name="workdays_calendarday_kind_known",
                        violation_error_message="A day is a holiday, closed, working by exception, or began late.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", workdays.rules.calendars.DayKind["LATE"]),
                                ("late_minutes__range", (1, 720)),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind", workdays.rules.calendars.DayKind["LATE"]),
                                    _negated=True,
                                ),
                                ("late_minutes__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="workdays_calendarday_late_iff_timed",
                        violation_error_message="A day that began late says by how many minutes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", workdays.rules.calendars.DayKind["CLOSED"]),
                            ("exempt", []),
                            _connector="OR",
                        ),
                        name="workdays_calendarday_only_closures_exempt",
                        violation_error_message="Only a closure exempts bodies.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_by__isnull", True),
                                ("confirmed_on__isnull", True),
                                ("draft", True),
                            ),
                            models.Q(("confirmed_on__isnull", False), ("draft", False)),
                            _connector="OR",
                        ),
                        name="workdays_calendarday_confirmed_unless_draft",
                        violation_error_message="A day is confirmed on a date, or it is a draft.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="workdays_calendarday_titled",
                        violation_error_message="Say why the day differs.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("date", "county", "kind"),
                        name="workdays_calendarday_once",
                        nulls_distinct=False,
                        violation_error_message="This day is already entered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawal_reason", ""),
                                ("withdrawn_by__isnull", True),
                                ("withdrawn_on__isnull", True),
                            ),
                            models.Q(
                                models.Q(("withdrawal_reason", ""), _negated=True),
                                ("draft", False),
                                ("withdrawn_by__isnull", False),
                                ("withdrawn_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="workdays_calendarday_withdrawn_iff_reasoned",
                        violation_error_message="A withdrawn day, and no other, says why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayImport",
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
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum")),
                ("rows", models.JSONField(default=list, verbose_name="rows")),
                ("problems", models.JSONField(default=list, verbose_name="problems")),
                ("brought_by", models.BigIntegerField(verbose_name="brought by")),
                ("brought_by_name", models.CharField(max_length=120, verbose_name="brought by")),
                ("brought_on", models.DateField(verbose_name="brought on")),
                (
                    "confirmed_by",
                    models.BigIntegerField(blank=True, null=True, verbose_name="confirmed by"),
                ),
                (
                    "confirmed_by_name",
                    models.CharField(blank=True, max_length=120, verbose_name="confirmed by"),
                ),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="confirmed on"),
                ),
                ("entered", models.PositiveIntegerField(default=0, verbose_name="days entered")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="days changed")),
                (
                    "moved",
                    models.PositiveIntegerField(default=0, verbose_name="deadlines that moved"),
                ),
            ],
            options={
                "verbose_name": "file of days",
                "verbose_name_plural": "files of days",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_by__isnull", True),
                                ("confirmed_by_name", ""),
                                ("confirmed_on__isnull", True),
                            ),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("confirmed_on__isnull", False),
                                ("problems", []),
                                models.Q(("confirmed_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="workdays_dayimport_confirmed_by_somebody",
                        violation_error_message="A file without errors is confirmed by a person.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineRule",
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
                ("key", models.CharField(max_length=48, verbose_name="deadline")),
                ("value", models.PositiveSmallIntegerField(verbose_name="length")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            (workdays.rules.counting.Unit["DAY"], "days"),
                            (workdays.rules.counting.Unit["WORKING_DAY"], "working days"),
                        ],
                        max_length=12,
                        verbose_name="counted in",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
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
                "verbose_name": "deadline rule",
                "verbose_name_plural": "deadline rules",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("key", "="),
                            (territory.models.DateRange("valid_from", "valid_to"), "&&"),
                        ],
                        name="workdays_deadlinerule_one_a_day",
                        violation_error_message="Another length is in force on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__range", (1, 3660))),
                        name="workdays_deadlinerule_positive",
                        violation_error_message="A deadline has between 1 and 3660 days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["day", "working_day"])),
                        name="workdays_deadlinerule_unit_known",
                        violation_error_message="A deadline counts days or working days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__lte", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="workdays_deadlinerule_dates_ordered",
                        violation_error_message="A rule cannot end before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["SOURCED", "ASSUMED"])),
                        name="workdays_deadlinerule_provenance_known",
                        violation_error_message="Say whether this is from a source or assumed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provenance", "ASSUMED"),
                            models.Q(("citation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="workdays_deadlinerule_sourced_is_cited",
                        violation_error_message="A length from a source names the source.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobRun",
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
                ("job", models.CharField(max_length=60, verbose_name="job")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("result", models.JSONField(default=dict, verbose_name="result")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
            ],
            options={
                "verbose_name": "run of a daily job",
                "verbose_name_plural": "runs of daily jobs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("job", "as_of"),
                        name="workdays_jobrun_once_a_day",
                        violation_error_message="The job has run for this day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptDeadline",
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
                ("clock", models.CharField(max_length=40, verbose_name="clock")),
                ("subject_id", models.UUIDField(verbose_name="record")),
                ("subject_label", models.CharField(max_length=60, verbose_name="record")),
                (
                    "stream",
                    models.CharField(
                        default="province", max_length=40, verbose_name="audit stream"
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=16, verbose_name="kind of body")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                (
                    "after",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="starts at the end of"
                    ),
                ),
                ("key", models.CharField(max_length=48, verbose_name="deadline")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="length")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            (workdays.rules.counting.Unit["DAY"], "days"),
                            (workdays.rules.counting.Unit["WORKING_DAY"], "working days"),
                        ],
                        max_length=12,
                        verbose_name="counted in",
                    ),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[("SOURCED", "from a source"), ("ASSUMED", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                ("citation", models.CharField(blank=True, max_length=300, verbose_name="citation")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "calendar_version",
                    models.CharField(max_length=40, verbose_name="calendar version"),
                ),
                ("days_off", models.JSONField(default=dict, verbose_name="days off on the way")),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="county",
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline",
                "verbose_name_plural": "deadlines",
                "indexes": [
                    models.Index(
                        fields=["due_on", "starts_on"], name="workdays_keptdeadline_around"
                    ),
                    models.Index(fields=["subject_id"], name="workdays_keptdeadline_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clock", "subject_id"),
                        name="workdays_keptdeadline_one_of_a_clock",
                        violation_error_message="The record has a deadline of this kind.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("starts_on"))),
                        name="workdays_keptdeadline_due_after_start",
                        violation_error_message="A deadline ends after it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__range", (1, 3660))),
                        name="workdays_keptdeadline_positive",
                        violation_error_message="A deadline has between 1 and 3660 days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["day", "working_day"])),
                        name="workdays_keptdeadline_unit_known",
                        violation_error_message="A deadline counts days or working days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkCalendar",
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
                    "weekend_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        help_text="0 is Saturday, 6 is Friday.",
                        size=None,
                        verbose_name="weekly days off",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="in force from"),
                ),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "provenance",
                    models.CharField(
                        choices=[("SOURCED", "from a source"), ("ASSUMED", "assumed")],
                        max_length=8,
                        verbose_name="provenance",
                    ),
                ),
                ("citation", models.CharField(blank=True, max_length=300, verbose_name="citation")),
                (
                    "scope",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="county",
                    ),
                ),
            ],
            options={
                "verbose_name": "work calendar",
                "verbose_name_plural": "work calendars",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("scope"), models.Value(0, models.BigIntegerField())
                                ),
                                "=",
                            ),
                            (territory.models.DateRange("valid_from", "valid_to"), "&&"),
                        ],
                        name="workdays_workcalendar_one_a_day",
                        violation_error_message="Another weekly rule is in force on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weekend_days__contained_by", [0, 1, 2, 3, 4, 5, 6]),
                            ("weekend_days__len__lte", 3),
                        ),
                        name="workdays_workcalendar_some_days_work",
                        violation_error_message="At most three days of a week are off.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_from__lte", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="workdays_workcalendar_dates_ordered",
                        violation_error_message="A rule cannot end before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provenance__in", ["SOURCED", "ASSUMED"])),
                        name="workdays_workcalendar_provenance_known",
                        violation_error_message="Say whether this is from a source or assumed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FailedRun",
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
                ("job", models.CharField(max_length=60, verbose_name="job")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("error", models.CharField(max_length=100, verbose_name="error")),
                ("tries", models.PositiveIntegerField(verbose_name="tries")),
                ("last_at", models.DateTimeField(verbose_name="tried last at")),
            ],
            options={
                "verbose_name": "failed run of a daily job",
                "verbose_name_plural": "failed runs of daily jobs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("job", "as_of"),
                        name="workdays_failedrun_once_a_day",
                        violation_error_message="The failure of this day is noted.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineInterval",
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
                        choices=[("pause", "suspension"), ("extension", "extension")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="start of the clock")),
                (
                    "from_on",
                    models.DateField(blank=True, null=True, verbose_name="stands still from"),
                ),
                (
                    "until_on",
                    models.DateField(blank=True, null=True, verbose_name="stands still until"),
                ),
                (
                    "resumed_on",
                    models.DateField(blank=True, null=True, verbose_name="goes on from"),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="longer by"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("made_on", models.DateField(verbose_name="decided on")),
                ("made_by", models.BigIntegerField(verbose_name="decided by")),
                ("made_by_name", models.CharField(max_length=120, verbose_name="decided by")),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intervals",
                        to="workdays.keptdeadline",
                        verbose_name="deadline",
                    ),
                ),
            ],
            options={
                "verbose_name": "interval of a deadline",
                "verbose_name_plural": "intervals of deadlines",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("days__isnull", True),
                                ("from_on__isnull", False),
                                ("kind", "pause"),
                                (
                                    "until_on__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("from_on"), "-", models.Value(1)
                                    ),
                                ),
                            ),
                            models.Q(
                                ("days__range", (1, 3660)),
                                ("from_on__isnull", True),
                                ("kind", "extension"),
                                ("resumed_on__isnull", True),
                                ("until_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="workdays_deadlineinterval_of_one_kind",
                        violation_error_message="A suspension has its days, an extension its length.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="workdays_deadlineinterval_reasoned",
                        violation_error_message="A deadline is not moved without a reason.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("kind", "pause"), ("until_on__gte", models.F("from_on"))
                        ),
                        expressions=[
                            ("deadline", "="),
                            ("starts_on", "="),
                            (territory.models.DateRange("from_on", "until_on"), "&&"),
                        ],
                        name="workdays_deadlineinterval_one_pause_a_day",
                        violation_error_message="The deadline stands still on these days already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineMove",
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
                    "cause",
                    models.CharField(
                        choices=[
                            ("calendar", "the calendar changed"),
                            ("pause", "suspension"),
                            ("resumption", "the clock goes on"),
                            ("extension", "extension"),
                            ("withdrawal", "a wrong day of the calendar was withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="cause",
                    ),
                ),
                ("old_on", models.DateField(verbose_name="due day before")),
                ("new_on", models.DateField(verbose_name="due day since")),
                ("old_version", models.CharField(max_length=40, verbose_name="calendar before")),
                ("new_version", models.CharField(max_length=40, verbose_name="calendar since")),
                ("why", models.CharField(max_length=1000, verbose_name="why")),
                ("moved_on", models.DateField(verbose_name="moved on")),
                ("moved_at", models.DateTimeField(verbose_name="moved at")),
                (
                    "day",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workdays.calendarday",
                        verbose_name="day of the calendar",
                    ),
                ),
                (
                    "interval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workdays.deadlineinterval",
                        verbose_name="interval",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="workdays.keptdeadline",
                        verbose_name="deadline",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt of a moved deadline",
                "verbose_name_plural": "receipts of moved deadlines",
                "indexes": [
                    models.Index(fields=["-moved_on", "-id"], name="workdays_deadlinemove_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="workdays_deadlinemove_explained",
                        violation_error_message="A receipt says why the day moved.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_on__gt", models.F("old_on")),
                            models.Q(
                                ("cause__in", ["resumption", "withdrawal"]),
                                ("new_on__lt", models.F("old_on")),
                            ),
                            _connector="OR",
                        ),
                        name="workdays_deadlinemove_gives_time",
                        violation_error_message="A running deadline is not made shorter.",
                    ),
                ],
            },
        ),
        LoadSQL(
            "workdays",
            "rules",
            "calendar",
            "deadlines",
            "changes",
            "counting",
            "asked",
            "fixed",
            "events",
            "unopened",
            "runs",
            "loaded",
        ),
    ]
