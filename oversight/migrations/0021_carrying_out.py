"""A decided review and a notice that has run out ask their agency to go on."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_version"),
        ("contracts", "0018_seals_of_judgments"),
        ("offices", "0004_seals"),
        ("oversight", "0020_judged_contracts_and_committee"),
        ("violations", "0019_judges_of_contracts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_of_one_finding",
        ),
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("serve", "serve the notice of an accepted report"),
                    ("paper", "serve on paper a notice left unopened in the portal"),
                    ("decide", "decide the case"),
                    ("appeal", "decide the objection"),
                    ("execute", "carry out the final decision"),
                    ("verify", "verify what was put right"),
                    ("close", "close the case"),
                    ("review", "decide on a flag"),
                    ("reinstate", "reinstate the contract"),
                    ("carry_out", "carry out the decision of the review"),
                    ("terminate", "end the contract after its notice, or withdraw the notice"),
                ],
                max_length=9,
                verbose_name="what is asked",
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="oversight.terminationreview",
                verbose_name="termination review",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "review"),
                        ("case__isnull", True),
                        ("contract__isnull", True),
                        ("flag__isnull", False),
                        ("review__isnull", True),
                    ),
                    models.Q(
                        ("kind", "carry_out"),
                        ("case__isnull", True),
                        ("contract__isnull", True),
                        ("flag__isnull", True),
                        ("review__isnull", False),
                    ),
                    models.Q(
                        ("kind", "terminate"),
                        ("case__isnull", True),
                        ("contract__isnull", False),
                        ("flag__isnull", True),
                        ("review__isnull", True),
                    ),
                    models.Q(
                        ("kind", "reinstate"),
                        models.Q(
                            models.Q(
                                ("case__isnull", False),
                                ("contract__isnull", False),
                                ("flag__isnull", True),
                                ("review__isnull", True),
                            ),
                            models.Q(
                                ("case__isnull", True),
                                ("contract__isnull", False),
                                ("flag__isnull", True),
                                ("review__isnull", True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("kind", "paper"),
                        models.Q(
                            models.Q(
                                ("case__isnull", False),
                                ("contract__isnull", True),
                                ("flag__isnull", True),
                                ("review__isnull", True),
                            ),
                            models.Q(
                                ("case__isnull", True),
                                ("contract__isnull", False),
                                ("flag__isnull", True),
                                ("review__isnull", True),
                            ),
                            models.Q(
                                ("case__isnull", True),
                                ("contract__isnull", True),
                                ("flag__isnull", True),
                                ("review__isnull", False),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                ["review", "reinstate", "paper", "carry_out", "terminate"],
                            ),
                            _negated=True,
                        ),
                        ("case__isnull", False),
                        ("contract__isnull", True),
                        ("flag__isnull", True),
                        ("review__isnull", True),
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
                condition=models.Q(("ended_on__isnull", True), ("kind", "carry_out")),
                fields=("review",),
                name="oversight_duty_carry_out_open",
                violation_error_message="The review has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True), ("kind", "terminate")),
                fields=("contract",),
                name="oversight_duty_terminate_open",
                violation_error_message="The contract has this duty already.",
            ),
        ),
        LoadSQL("oversight", "carrying_out", "annulments", "duties", "fixed"),
    ]
