"""Each state of a licence or an office rests on a sealed document, confirmed if it is old."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0005_act_days"),
        ("approvals", "0007_identities"),
        ("workdays", "0013_loaded"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="officeletter",
            options={
                "verbose_name": "document on the state of an office",
                "verbose_name_plural": "documents on the states of offices",
            },
        ),
        migrations.RemoveConstraint(
            model_name="licencescan",
            name="offices_licencescan_paper",
        ),
        migrations.AddField(
            model_name="licence",
            name="source_list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewed_licences",
                to="offices.registerimport",
                verbose_name="list of renewed licences",
            ),
        ),
        migrations.AddField(
            model_name="licencescan",
            name="document_issuer",
            field=models.CharField(blank=True, max_length=160, verbose_name="document issuer"),
        ),
        migrations.AddField(
            model_name="licencescan",
            name="document_no",
            field=models.CharField(blank=True, max_length=60, verbose_name="document number"),
        ),
        migrations.AddField(
            model_name="licencescan",
            name="document_on",
            field=models.DateField(blank=True, null=True, verbose_name="document date"),
        ),
        migrations.AddField(
            model_name="licencescan",
            name="in_force_on",
            field=models.DateField(blank=True, null=True, verbose_name="in force on"),
        ),
        migrations.AddField(
            model_name="officeletter",
            name="document_issuer",
            field=models.CharField(blank=True, max_length=160, verbose_name="document issuer"),
        ),
        migrations.AddField(
            model_name="officeletter",
            name="document_no",
            field=models.CharField(blank=True, max_length=60, verbose_name="document number"),
        ),
        migrations.AddField(
            model_name="officeletter",
            name="document_on",
            field=models.DateField(blank=True, null=True, verbose_name="document date"),
        ),
        migrations.AddField(
            model_name="officeletter",
            name="in_force_on",
            field=models.DateField(blank=True, null=True, verbose_name="in force on"),
        ),
        migrations.AddField(
            model_name="officeletter",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("active", "active"),
                    ("temporarily_closed", "temporarily closed"),
                    ("inactive", "inactive"),
                    ("suspended", "suspended"),
                    ("revoked", "revoked"),
                    ("closed", "closed"),
                ],
                default="revoked",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="licencescan",
            name="paper",
            field=models.CharField(
                choices=[
                    ("licence", "scan of the licence"),
                    ("suspension", "letter of the suspension"),
                    ("reinstatement", "letter of the reinstatement"),
                    ("cancellation", "letter of the cancellation"),
                    ("renewal", "letter of the renewal"),
                    ("transfer", "approval of the transfer"),
                ],
                default="licence",
                max_length=16,
                verbose_name="paper",
            ),
        ),
        migrations.AlterField(
            model_name="officeletter",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddConstraint(
            model_name="licencescan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "paper__in",
                        [
                            "licence",
                            "suspension",
                            "reinstatement",
                            "cancellation",
                            "renewal",
                            "transfer",
                        ],
                    )
                ),
                name="offices_licencescan_paper",
                violation_error_message="There is no such paper of a licence.",
            ),
        ),
        migrations.AddConstraint(
            model_name="officeletter",
            constraint=models.UniqueConstraint(
                fields=("office", "state", "number"),
                name="offices_officeletter_number",
                violation_error_message="The office has a document of this version.",
            ),
        ),
        migrations.AddConstraint(
            model_name="officeletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "active",
                            "temporarily_closed",
                            "inactive",
                            "suspended",
                            "revoked",
                            "closed",
                        ],
                    )
                ),
                name="offices_officeletter_state",
                violation_error_message="There is no such state of an office.",
            ),
        ),
        LoadSQL(
            "offices",
            "documents",
            "days",
            "licences",
            "proven",
            "events",
            "second_persons",
            "seals",
        ),
    ]
