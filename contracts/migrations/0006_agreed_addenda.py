"""Addenda wait for the office; an office declines what waits for its acceptance."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0005_paper_service"),
        ("workdays", "0003_counting"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="decline_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=400,
                verbose_name="why the office declined",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="declined_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="declined by"),
        ),
        migrations.AddField(
            model_name="contract",
            name="declined_on",
            field=models.DateField(blank=True, null=True, verbose_name="declined by the office on"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="acceptance_entered_by",
            field=models.BigIntegerField(
                blank=True, null=True, verbose_name="acceptance on paper entered by"
            ),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="accepted_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="accepted by"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="accepted_on",
            field=models.DateField(blank=True, null=True, verbose_name="accepted by the office on"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="added_services",
            field=models.JSONField(default=list, verbose_name="keys of added services"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="closed_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="closed by"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="closed on"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="contest_until",
            field=models.DateField(blank=True, null=True, verbose_name="can be contested until"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="in_force_on",
            field=models.DateField(blank=True, null=True, verbose_name="came in force on"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="proposed_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="proposed by"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="proposed_on",
            field=models.DateField(blank=True, null=True, verbose_name="proposed on"),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=400, verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="contractaddendum",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addenda",
                to="contracts.contractscan",
                verbose_name="scan of the signed paper",
            ),
        ),
        # What was written before the offices were asked is in force.
        migrations.AddField(
            model_name="contractaddendum",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "waiting for the office"),
                    ("accepted", "accepted, not in force yet"),
                    ("in_force", "in force"),
                    ("declined", "declined by the office"),
                    ("withdrawn", "withdrawn by the agency"),
                    ("lapsed", "did not come in force"),
                ],
                default="in_force",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="contractaddendum",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "waiting for the office"),
                    ("accepted", "accepted, not in force yet"),
                    ("in_force", "in force"),
                    ("declined", "declined by the office"),
                    ("withdrawn", "withdrawn by the agency"),
                    ("lapsed", "did not come in force"),
                ],
                default="proposed",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decline_reason", ""),
                        ("declined_by__isnull", True),
                        ("declined_on__isnull", True),
                    ),
                    models.Q(
                        ("accepted_on__isnull", True),
                        ("declined_by__isnull", False),
                        ("declined_on__isnull", False),
                        models.Q(("decline_reason", ""), _negated=True),
                        ("state__in", ["pending_signature", "void"]),
                    ),
                    _connector="OR",
                ),
                name="contracts_contract_declined",
                violation_error_message="A declined contract has its day, who declined and why, and is not in force.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractaddendum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "accepted"])),
                fields=("contract",),
                name="contracts_contractaddendum_one_open",
                violation_error_message="An addendum of this contract waits already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractaddendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("acceptance_entered_by__isnull", True),
                        ("accepted_by__isnull", True),
                        ("accepted_on__isnull", True),
                    ),
                    models.Q(
                        ("acceptance_entered_by__isnull", True),
                        ("accepted_by__isnull", False),
                        ("accepted_on__isnull", False),
                        ("contest_until__isnull", True),
                    ),
                    models.Q(
                        ("acceptance_entered_by__isnull", False),
                        ("accepted_by__isnull", True),
                        ("accepted_on__isnull", False),
                        ("contest_until__isnull", False),
                        ("scan__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="contracts_contractaddendum_accepted",
                violation_error_message="An acceptance has its day, and the operator or the signed paper.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractaddendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by__isnull", True),
                    models.Q(("state__in", ["accepted", "in_force"]), _negated=True),
                    ("accepted_on__isnull", False),
                    _connector="OR",
                ),
                name="contracts_contractaddendum_agreed",
                violation_error_message="An addendum holds with the acceptance of the office.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractaddendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_by__isnull", False),
                        ("closed_on__isnull", False),
                        ("in_force_on__isnull", True),
                        ("state__in", ["declined", "withdrawn", "lapsed"]),
                    ),
                    models.Q(
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                        ("in_force_on__isnull", True),
                        ("state__in", ["proposed", "accepted"]),
                    ),
                    models.Q(
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                        ("state", "in_force"),
                    ),
                    _connector="OR",
                ),
                name="contracts_contractaddendum_closed",
                violation_error_message="A closed addendum has its day and who closed it.",
            ),
        ),
        LoadSQL("contracts", "endings", "terms", "addenda", "declined", "days", "asked"),
    ]
