"""An office contests the paper of an acceptance; the contract is signed after its time for it."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0009_same_ground"),
        ("workdays", "0005_body_counting"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperContest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("contested_on", models.DateField(verbose_name="contested on")),
                ("contested_by", models.BigIntegerField(verbose_name="contested by")),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
            ],
            options={
                "verbose_name": "contest of a paper",
                "verbose_name_plural": "contests of papers",
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="contest_until",
            field=models.DateField(
                blank=True, null=True, verbose_name="acceptance on paper can be contested until"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contest_until__isnull", True),
                    ("acceptance_entered_by__isnull", False),
                    _connector="OR",
                ),
                name="contracts_contract_contestable",
                violation_error_message="Only an acceptance on paper can be contested.",
            ),
        ),
        migrations.AddField(
            model_name="papercontest",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contests",
                to="contracts.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="papercontest",
            name="scan",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contest",
                to="contracts.contractscan",
                verbose_name="scan of the signed paper",
            ),
        ),
        LoadSQL("contracts", "contests", "acceptance", "documents", "days", "asked", "events"),
    ]
