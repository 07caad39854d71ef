"""Acceptance, disowned imports, part payments and part calls of contracts."""

import django.db.models.deletion
from django.db import migrations, models

import core.models
from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("contracts", "0001_initial"),
        ("offices", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuaranteeCall",
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
                ("amount", models.PositiveBigIntegerField(verbose_name="amount, rial")),
                ("reason", models.CharField(max_length=2000, verbose_name="reason")),
                ("called_on", models.DateField(verbose_name="called on")),
                ("called_by", models.BigIntegerField(verbose_name="called by")),
                ("called_by_name", models.CharField(max_length=120, verbose_name="called by")),
            ],
            options={
                "verbose_name": "call of a guarantee",
                "verbose_name_plural": "calls of guarantees",
            },
        ),
        migrations.CreateModel(
            name="Remittance",
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
                ("amount", models.PositiveBigIntegerField(verbose_name="amount, rial")),
                ("paid_on", models.DateField(verbose_name="remitted on")),
                ("voucher", models.CharField(max_length=200, verbose_name="voucher")),
                ("recorded_on", models.DateField(verbose_name="recorded on")),
                ("recorded_by", models.BigIntegerField(verbose_name="recorded by")),
                ("recorded_by_name", models.CharField(max_length=120, verbose_name="recorded by")),
            ],
            options={
                "verbose_name": "remittance",
                "verbose_name_plural": "remittances",
            },
        ),
        migrations.RemoveIndex(
            model_name="contract",
            name="contracts_contract_running",
        ),
        migrations.RemoveIndex(
            model_name="contract",
            name="contracts_contract_unconfirmed",
        ),
        migrations.AddField(
            model_name="contract",
            name="acceptance_entered_by",
            field=models.BigIntegerField(
                blank=True, null=True, verbose_name="acceptance on paper entered by"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="acceptance_missed_on",
            field=models.DateField(
                blank=True,
                null=True,
                verbose_name="found without acceptance after its first day on",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="accepted_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="accepted by"),
        ),
        migrations.AddField(
            model_name="contract",
            name="accepted_on",
            field=models.DateField(blank=True, null=True, verbose_name="accepted by the office on"),
        ),
        migrations.AddField(
            model_name="contract",
            name="disowned_by",
            field=models.BigIntegerField(
                blank=True, null=True, verbose_name="called not its own by"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="disowned_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="called not its own by the agency on"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="standing_exception",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=400,
                verbose_name="reason to contract in spite of the office's standing",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["active", "suspended"]),
                    models.Q(("origin", "own"), ("confirmed_on__isnull", False), _connector="OR"),
                ),
                fields=["office"],
                include=("agency", "starts_on", "ends_on", "id"),
                name="contracts_contract_running",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(
                    ("confirmed_on__isnull", True),
                    ("disowned_on__isnull", True),
                    ("origin", "import"),
                ),
                fields=["agency"],
                name="contracts_contract_unconfirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
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
                    ),
                    models.Q(
                        ("acceptance_entered_by__isnull", False),
                        ("accepted_by__isnull", True),
                        ("accepted_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="contracts_contract_accepted_once",
                violation_error_message="An acceptance has its day, and the operator or whoever entered the signed paper.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disowned_by__isnull", True), ("disowned_on__isnull", True)),
                    models.Q(
                        ("confirmed_on__isnull", True),
                        ("disowned_by__isnull", False),
                        ("disowned_on__isnull", False),
                        ("origin", "import"),
                    ),
                    _connector="OR",
                ),
                name="contracts_contract_disowned",
                violation_error_message="An agency calls an imported contract its own or not its own, once.",
            ),
        ),
        migrations.AddField(
            model_name="guaranteecall",
            name="guarantee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="contracts.guarantee",
                verbose_name="guarantee",
            ),
        ),
        migrations.AddField(
            model_name="guaranteecall",
            name="proof",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="guarantee_calls",
                to="contracts.endingproof",
                verbose_name="proof",
            ),
        ),
        migrations.AddField(
            model_name="remittance",
            name="settlement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remittances",
                to="contracts.settlement",
                verbose_name="settlement",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteecall",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="contracts_guaranteecall_amount_positive",
                violation_error_message="A call has an amount.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.UniqueConstraint(
                fields=("settlement", "voucher"),
                name="contracts_remittance_voucher",
                violation_error_message="The settlement has a remittance of this voucher.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="contracts_remittance_amount_positive",
                violation_error_message="A remittance has an amount.",
            ),
        ),
        LoadSQL("contracts", "acceptance", "imports", "moves", "documents", "payments", "days"),
    ]
