"""One stands back from a case without being called to a session of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models
from accounts.roles import ROLE_LABELS
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0015_contested_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recusal",
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
                        choices=list(ROLE_LABELS.items()), max_length=24, verbose_name="role"
                    ),
                ),
                ("reason", models.CharField(max_length=240, verbose_name="reason of recusal")),
                ("stood_back_on", models.DateField(verbose_name="stood back on")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="violations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal from a case",
                "verbose_name_plural": "recusals from cases",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "user"),
                        name="violations_recusal_once",
                        violation_error_message="One stands back from a case once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="violations_recusal_reasoned",
                        violation_error_message="Who stands back says why.",
                    ),
                ],
            },
        ),
        LoadSQL("violations", "recusals", "sessions", "stand_ins"),
    ]
