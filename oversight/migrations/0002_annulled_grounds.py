import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("contracts", "0003_annulled_grounds"),
        ("offices", "0001_initial"),
        ("oversight", "0001_initial"),
        ("violations", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_of_one_finding",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_once_a_step",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_refused_iff_coded",
        ),
        migrations.AddField(
            model_name="duty",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="contracts.contract",
                verbose_name="contract to be reinstated",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan",
            field=models.FileField(
                blank=True, db_default="", upload_to="refusals/original/", verbose_name="scan"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan_checked_by",
            field=models.CharField(
                blank=True, db_default="", max_length=40, verbose_name="checked by"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan_copy",
            field=models.FileField(
                blank=True, db_default="", upload_to="refusals/copy/", verbose_name="copy"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan_name",
            field=models.CharField(
                blank=True, db_default="", max_length=160, verbose_name="file name"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan_sha256",
            field=models.CharField(
                blank=True, db_default="", max_length=64, verbose_name="SHA-256"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan_size",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="size, bytes"),
        ),
        migrations.AddField(
            model_name="duty",
            name="scan_type",
            field=models.CharField(blank=True, db_default="", max_length=40, verbose_name="type"),
        ),
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("serve", "serve the notice of an accepted report"),
                    ("decide", "decide the case"),
                    ("execute", "carry out the final decision"),
                    ("review", "decide on a flag"),
                    ("reinstate", "reinstate the contract"),
                ],
                max_length=9,
                verbose_name="what is asked",
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="refusal_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_ours", "not within the powers of the agency"),
                    ("contract_over", "the contract with the office is over"),
                    ("remedied", "put right meanwhile, nothing is left to be done"),
                    ("court", "stayed by a court or a higher authority"),
                    ("other_way", "dealt with in another proceeding"),
                    ("case_closed", "the case was closed without action, with a reason"),
                    ("term_passed", "reinstatement impossible: the term has passed"),
                    ("no_licence", "reinstatement impossible: the office has no licence"),
                    ("line_held", "reinstatement impossible: another contract covers the line"),
                    ("settled", "reinstatement impossible: the contract is settled"),
                ],
                max_length=16,
                verbose_name="ground of the refusal",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("case__isnull", True),
                        ("contract__isnull", True),
                        ("flag__isnull", False),
                        ("kind", "review"),
                    ),
                    models.Q(
                        ("case__isnull", False),
                        ("contract__isnull", False),
                        ("flag__isnull", True),
                        ("kind", "reinstate"),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["review", "reinstate"]), _negated=True),
                        ("case__isnull", False),
                        ("contract__isnull", True),
                        ("flag__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="oversight_duty_of_one_finding",
                violation_error_message="A duty belongs to one finding: a case or a flag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("refusal_code", "case_closed"), _negated=True),
                    models.Q(("kind", "reinstate"), _negated=True),
                ),
                fields=("case", "kind"),
                name="oversight_duty_once_a_step",
                violation_error_message="The case has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reinstate")),
                fields=("contract", "case"),
                name="oversight_duty_reinstate_once",
                violation_error_message="The contract has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "refused"),
                        (
                            "refusal_code__in",
                            [
                                "not_ours",
                                "contract_over",
                                "remedied",
                                "court",
                                "other_way",
                                "case_closed",
                                "term_passed",
                                "no_licence",
                                "line_held",
                                "settled",
                            ],
                        ),
                        models.Q(("refusal_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "refused"), _negated=True),
                        ("refusal_code", ""),
                        ("refusal_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="oversight_duty_refused_iff_coded",
                violation_error_message="A refusal has a ground and a reason.",
            ),
        ),
        LoadSQL("oversight", "duties", "annulments"),
    ]
