"""One stands back from the contracts of an office with an agency."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models
from accounts.roles import ROLE_LABELS
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0021_act_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractRecusal",
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
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="contracts.contract",
                        verbose_name="contract",
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
                "verbose_name": "recusal from contracts",
                "verbose_name_plural": "recusals from contracts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "user"),
                        name="contracts_contractrecusal_once",
                        violation_error_message="One stands back from a contract once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="contracts_contractrecusal_reasoned",
                        violation_error_message="Who stands back says why.",
                    ),
                ],
            },
        ),
        LoadSQL("contracts", "recusals"),
    ]
