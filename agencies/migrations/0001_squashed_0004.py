"""All migrations of this app up to 0004 as one, for a database that has none of them."""

import django.db.models.deletion
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [
        ("agencies", "0001_initial"),
        ("agencies", "0002_seat"),
        ("agencies", "0003_wall"),
        ("agencies", "0004_version"),
    ]

    initial = True

    dependencies = [
        ("audit", "0001_initial"),
        ("audit", "0002_wall"),
        ("core", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
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
                ("code", models.SlugField(max_length=24, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("short_name", models.CharField(max_length=40, verbose_name="short name")),
                (
                    "letter",
                    models.CharField(
                        blank=True, max_length=4, verbose_name="letter in the agency strip"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("water", "water"),
                            ("power", "power"),
                            ("gas", "gas"),
                            ("telecom", "telecom"),
                            ("post", "post"),
                            ("bank", "bank"),
                            ("insurance", "insurance"),
                            ("government", "government"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_secretariat",
                    models.BooleanField(
                        default=False, verbose_name="keeps the working group's secretariat"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "requires_guarantee",
                    models.BooleanField(default=True, verbose_name="requires a guarantee"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="position in lists"),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="province",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.division",
                        verbose_name="county of the seat",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(db_default=1, default=1, verbose_name="version"),
                ),
            ],
            options={
                "verbose_name": "agency",
                "verbose_name_plural": "agencies",
            },
        ),
        migrations.CreateModel(
            name="AgencyUnit",
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
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "name"),
                        name="agencies_agencyunit_name",
                        violation_error_message="The agency has a unit of this name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
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
                    "fee",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="fee, rial"),
                ),
                (
                    "fee_source",
                    models.CharField(blank=True, max_length=80, verbose_name="source of the fee"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "code"),
                        name="agencies_service_code",
                        violation_error_message="The agency has a service of this code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")),
                        name="agencies_service_code_form",
                        violation_error_message="A code begins with a small Latin letter; letters, digits and single hyphens follow, as in gaz-bill.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee__isnull", True),
                            models.Q(("fee_source", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agencies_service_fee_sourced",
                        violation_error_message="A fee names its source.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyStaff",
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
                ("position", models.CharField(max_length=120, verbose_name="position")),
                ("phone", models.CharField(blank=True, max_length=11, verbose_name="phone")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="agencies.agencyunit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        LoadSQL("agencies", "changes", "fixed", "events"),
    ]
