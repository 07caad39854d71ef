"""All migrations of this app up to 0002 as one, for a database that has none of them."""

import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import core.models
import territory.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [("territory", "0001_initial"), ("territory", "0002_wall")]

    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("core", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Division",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "province"),
                            ("county", "county"),
                            ("district", "district"),
                            ("city", "city"),
                            ("rural_district", "rural district"),
                            ("village", "village"),
                        ],
                        max_length=16,
                        verbose_name="level",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_key",
                    models.CharField(editable=False, max_length=80, verbose_name="search key"),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        null=True,
                        unique=True,
                        verbose_name="Statistical Centre code",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="exists from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="exists to")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=7,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(24),
                            django.core.validators.MaxValueValidator(41),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=7,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(43),
                            django.core.validators.MaxValueValidator(64),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="population"),
                ),
                (
                    "is_verified",
                    models.BooleanField(
                        default=True,
                        help_text="Somebody compared its place with a source.",
                        verbose_name="verified",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "formerly_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="split_off",
                        to="territory.division",
                        verbose_name="formerly part of",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="territory.division",
                        verbose_name="lies in",
                    ),
                ),
            ],
            options={
                "verbose_name": "division",
                "verbose_name_plural": "divisions",
                "indexes": [
                    models.Index(fields=["parent", "level"], name="territory_division_parts"),
                    models.Index(fields=["name_key", "level"], name="territory_division_key"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("level", "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("parent"), models.Value(0, models.BigIntegerField())
                                ),
                                "=",
                            ),
                            ("name_key", "="),
                            (territory.models.DateRange("valid_from", "valid_to"), "&&"),
                        ],
                        name="territory_division_name_once_a_day",
                        violation_error_message="Its parent has a division of this name on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                [
                                    "province",
                                    "county",
                                    "district",
                                    "city",
                                    "rural_district",
                                    "village",
                                ],
                            )
                        ),
                        name="territory_division_level_known",
                        violation_error_message="There is no such level.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "province"), ("parent__isnull", True)),
                            models.Q(
                                models.Q(("level", "province"), _negated=True),
                                ("parent__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="territory_division_province_iff_top",
                        violation_error_message="A province, and nothing else, lies in no division.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("name_key", ""), _negated=True),
                        ),
                        name="territory_division_named",
                        violation_error_message="A division has a name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_from__lte", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="territory_division_dates_ordered",
                        violation_error_message="A division cannot end before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__isnull", True),
                            ("code__regex", "^[0-9]{2,12}$"),
                            _connector="OR",
                        ),
                        name="territory_division_code_digits",
                        violation_error_message="A code is 2 to 12 digits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (24, 41)),
                                ("longitude__isnull", False),
                                ("longitude__range", (43, 64)),
                            ),
                            _connector="OR",
                        ),
                        name="territory_division_point_whole",
                        violation_error_message="A point has a latitude and a longitude in Iran.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DivisionAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_key",
                    models.CharField(editable=False, max_length=80, verbose_name="search key"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="territory.division",
                        verbose_name="division",
                    ),
                ),
            ],
            options={
                "verbose_name": "alias",
                "verbose_name_plural": "aliases",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division", "name_key"),
                        name="territory_divisionalias_once",
                        violation_error_message="The division has this alias.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("name_key", ""), _negated=True),
                        ),
                        name="territory_divisionalias_named",
                        violation_error_message="An alias has a name.",
                    ),
                ],
            },
        ),
        LoadSQL("territory", "fixed"),
    ]
