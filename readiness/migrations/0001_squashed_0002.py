"""All migrations of this app up to 0002 as one, for a database that has none of them."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [("readiness", "0001_initial"), ("readiness", "0002_wall")]

    initial = True

    dependencies = [
        ("audit", "0001_initial"),
        ("audit", "0002_wall"),
        ("core", "0001_initial"),
        ("offices", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
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
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="hours",
                    ),
                ),
                (
                    "valid_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months of validity",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours__gte", 1),
                            models.Q(
                                ("valid_months__isnull", True),
                                ("valid_months__range", (1, 120)),
                                _connector="OR",
                            ),
                        ),
                        name="readiness_course_counts",
                        violation_error_message="A course has hours, and certificates up to ten years.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingPeriod",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("half", models.PositiveSmallIntegerField(verbose_name="half")),
                ("opens_on", models.DateField(verbose_name="opens on")),
                (
                    "association_due_on",
                    models.DateField(verbose_name="last day of the association's points"),
                ),
            ],
            options={
                "verbose_name": "rating period",
                "verbose_name_plural": "rating periods",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "half"),
                        name="readiness_ratingperiod_once",
                        violation_error_message="This half of the year has a rating period already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("half__in", [1, 2]), ("year__range", (1300, 1500))),
                        name="readiness_ratingperiod_known",
                        violation_error_message="A period is the first or second half of a year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("association_due_on__gte", models.F("opens_on"))),
                        name="readiness_ratingperiod_dates_ordered",
                        violation_error_message="A period cannot close before it opens.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
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
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "revoke_reason",
                    models.CharField(blank=True, max_length=400, verbose_name="reason"),
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
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="offices.officestaff",
                        verbose_name="person",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="readiness.course",
                        verbose_name="course",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "indexes": [
                    models.Index(fields=["office", "id"], name="readiness_certificate_office")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("course", "number"),
                        name="readiness_certificate_number_once",
                        violation_error_message="This course has a certificate of this number already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_on__isnull", True)),
                        fields=("staff", "course", "issued_on"),
                        name="readiness_certificate_day_once",
                        violation_error_message="This person has a certificate of this course and day already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True),
                            ("expires_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="readiness_certificate_dates_ordered",
                        violation_error_message="A certificate cannot expire before it is issued.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoke_reason", ""), ("revoked_on__isnull", True)),
                            models.Q(
                                ("revoked_on__gte", models.F("issued_on")),
                                models.Q(("revoke_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="readiness_certificate_revoked_iff_reasoned",
                        violation_error_message="A revoked certificate, and no other, has a day and a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingScore",
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
                ("points", models.PositiveSmallIntegerField(verbose_name="points")),
                ("given_on", models.DateField(verbose_name="given on")),
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
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="readiness.ratingperiod",
                        verbose_name="rating period",
                    ),
                ),
            ],
            options={
                "verbose_name": "rating score",
                "verbose_name_plural": "rating scores",
                "indexes": [
                    models.Index(fields=["office", "id"], name="readiness_ratingscore_office")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "office"),
                        name="readiness_ratingscore_once",
                        violation_error_message="This office has a score of this period already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", 100)),
                        name="readiness_ratingscore_points_known",
                        violation_error_message="An office is given 0 to 100 points.",
                    ),
                ],
            },
        ),
        LoadSQL("readiness", "records", "changes", "fixed", "events"),
    ]
