"""Webhooks, and the messages that go to them."""

import django.db.models.deletion
from django.db import migrations, models

import core.models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_first_templates"),
        ("accounts", "0006_same_person"),
        ("audit", "0005_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
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
                ("client", models.CharField(blank=True, max_length=120, verbose_name="client")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("url", models.CharField(max_length=500, verbose_name="address")),
                ("resources", models.JSONField(default=list, verbose_name="resources")),
                ("secret_sealed", models.CharField(max_length=200, verbose_name="secret")),
                (
                    "old_secret_sealed",
                    models.CharField(blank=True, max_length=200, verbose_name="older secret"),
                ),
                (
                    "old_until_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="older secret signs until"
                    ),
                ),
                ("place", models.JSONField(default=dict, verbose_name="told up to")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_code",
                    models.CharField(blank=True, max_length=48, verbose_name="why it ended"),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to="accounts.rolegrant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("old_secret_sealed", ""), ("old_until_at__isnull", True)
                        )
                        | models.Q(
                            models.Q(("old_secret_sealed", ""), _negated=True),
                            ("old_until_at__isnull", False),
                        ),
                        name="notices_webhook_old_secret_dated",
                        violation_error_message="An older secret has an end, and no other has one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("ended_code", ""))
                        | models.Q(
                            models.Q(("ended_code", ""), _negated=True), ("ended_at__isnull", False)
                        ),
                        name="notices_webhook_ended_iff_dated",
                        violation_error_message="A webhook that ended says when and why.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="webhook",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="notices.webhook",
                verbose_name="webhook",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("webhook__isnull", False)),
                fields=["webhook", "-id"],
                name="notices_message_webhook",
            ),
        ),
    ]
