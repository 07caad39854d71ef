"""All migrations of this app up to 0002 as one, for a database that has none of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    replaces = [("lists", "0001_initial"), ("lists", "0002_wall")]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("core", "0001_initial"),
        ("core", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
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
                ("kind", models.CharField(max_length=16, verbose_name="kind")),
                ("title", models.CharField(max_length=200, verbose_name="what is done")),
                (
                    "titles",
                    models.JSONField(
                        db_default=models.Value({}, models.JSONField()),
                        default=dict,
                        verbose_name="what is done, by language",
                    ),
                ),
                ("list_name", models.CharField(blank=True, max_length=32, verbose_name="list")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "in progress"),
                            ("done", "done"),
                            ("failed", "could not be done"),
                            ("stopped", "stopped"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "place",
                    models.CharField(blank=True, max_length=200, verbose_name="page of the work"),
                ),
                (
                    "file_place",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="address of its file"
                    ),
                ),
                ("arguments", models.JSONField(default=dict, verbose_name="arguments")),
                ("user_id", models.BigIntegerField(verbose_name="asked by")),
                ("user_name", models.CharField(max_length=120, verbose_name="asked by")),
                ("grant_id", models.BigIntegerField(verbose_name="grant")),
                ("role", models.CharField(max_length=24, verbose_name="role")),
                ("scope_ids", models.JSONField(default=list, verbose_name="scopes")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("errors", models.JSONField(default=list, verbose_name="errors")),
                ("refusal", models.TextField(blank=True, verbose_name="refusal")),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="times begun"),
                ),
                ("asks_stop", models.BooleanField(default=False, verbose_name="is to be stopped")),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                ),
                (
                    "heartbeat_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last sign of the worker"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("file", models.FileField(blank=True, upload_to="exports/", verbose_name="file")),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=120, verbose_name="file name"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="file kept until"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user_id", "-id"], name="lists_job_user"),
                    models.Index(
                        condition=models.Q(("place", ""), ("state__in", ["waiting", "running"])),
                        fields=["heartbeat_at", "id"],
                        name="lists_job_queue",
                    ),
                    models.Index(
                        condition=models.Q(("file", ""), _negated=True),
                        fields=["expires_at"],
                        name="lists_job_expiry",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False),
                                ("state__in", ["done", "failed", "stopped"]),
                            ),
                            models.Q(
                                ("finished_at__isnull", True), ("state__in", ["waiting", "running"])
                            ),
                            _connector="OR",
                        ),
                        name="lists_job_finished_iff_dated",
                        violation_error_message="A job that is over, and no other, has its moment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rows_done__lte", models.F("rows_total"))),
                        name="lists_job_rows_within",
                        violation_error_message="No more rows are done than there are.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file", ""), ("expires_at__isnull", False), _connector="OR"
                        ),
                        name="lists_job_file_expires",
                        violation_error_message="A file is kept for a limited time.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("house", models.CharField(max_length=400, verbose_name="house")),
                ("list_name", models.CharField(max_length=32, verbose_name="list")),
                ("title", models.CharField(max_length=40, verbose_name="name of the view")),
                ("query", models.CharField(blank=True, max_length=1000, verbose_name="filters")),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="shared with colleagues"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_shared", True)),
                        fields=["house", "list_name"],
                        name="lists_savedview_shared",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "house", "list_name", "title"),
                        name="lists_savedview_title",
                        violation_error_message="You have a view of this name. Choose another one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("list_name", models.CharField(max_length=32, verbose_name="list")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                ("is_compact", models.BooleanField(default=False, verbose_name="compact rows")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="list_choices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="choices",
                        to="lists.savedview",
                        verbose_name="view to open with",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "list_name"),
                        name="lists_listchoice_once",
                        violation_error_message="This list has a choice already.",
                    )
                ],
            },
        ),
        LoadSQL("lists", "fixed"),
    ]
