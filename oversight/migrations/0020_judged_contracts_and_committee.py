"""A judgment on a contract puts the duty to reinstate; the committee owes its steps."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


def place(apps: Any, schema_editor: Any) -> None:
    """Place the duties of the committee in the cases that wait for it."""
    cases = apps.get_model("violations", "Case").objects.exclude(
        state__in=["closed", "closed_no_action"]
    )
    keys = list(cases.order_by("pk").values_list("pk", flat=True))
    with schema_editor.connection.cursor() as cursor:
        cursor.callproc("oversight_place_case_duties", [keys])


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_version"),
        ("contracts", "0017_judgments"),
        ("offices", "0003_wall"),
        ("oversight", "0019_moves_and_windows"),
        ("violations", "0019_judges_of_contracts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_of_one_finding",
        ),
        migrations.AlterField(
            model_name="duty",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="agencies.agency",
                verbose_name="agency",
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
                        models.Q(("kind__in", ["review", "reinstate", "paper"]), _negated=True),
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
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agency__isnull", False),
                    models.Q(
                        ("case__isnull", False), models.Q(("kind", "reinstate"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="oversight_duty_owed",
                violation_error_message="The committee owes steps of cases alone.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True), ("kind", "reinstate")),
                fields=("contract",),
                name="oversight_duty_reinstate_open",
                violation_error_message="The contract has this duty already.",
            ),
        ),
        LoadSQL("oversight", "annulments", "duties"),
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
