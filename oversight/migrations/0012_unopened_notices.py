"""Agencies owe the service on paper of unopened notices of contracts and reviews."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_wall"),
        ("contracts", "0008_unopened_notices"),
        ("offices", "0003_wall"),
        ("oversight", "0011_recurring_flags"),
        ("territory", "0002_wall"),
        ("violations", "0010_shared_unopened"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_of_one_finding",
        ),
        migrations.AddField(
            model_name="duty",
            name="review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="oversight.terminationreview",
                verbose_name="review whose notice is to be served on paper",
            ),
        ),
        migrations.AddField(
            model_name="terminationreview",
            name="notice_paper_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="to be served on paper until"
            ),
        ),
        migrations.AddField(
            model_name="terminationreview",
            name="notice_paper_since",
            field=models.DateField(
                blank=True, null=True, verbose_name="to be served on paper since"
            ),
        ),
        migrations.AddField(
            model_name="terminationreview",
            name="notice_reminded_again_on",
            field=models.DateField(blank=True, null=True, verbose_name="office reminded again on"),
        ),
        migrations.AddField(
            model_name="terminationreview",
            name="notice_reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="office reminded on"),
        ),
        migrations.AlterField(
            model_name="duty",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="contracts.contract",
                verbose_name="contract",
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
                        ("case__isnull", False),
                        ("contract__isnull", False),
                        ("flag__isnull", True),
                        ("review__isnull", True),
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
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True), ("kind", "paper")),
                fields=("contract",),
                name="oversight_duty_paper_of_contract",
                violation_error_message="The contract has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True), ("kind", "paper")),
                fields=("review",),
                name="oversight_duty_paper_of_review",
                violation_error_message="The review has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terminationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("notice_reminded_again_on__isnull", True),
                    models.Q(
                        ("notice_reminded_again_on__gt", models.F("notice_reminded_on")),
                        ("notice_reminded_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="oversight_terminationreview_notice_reminded_in_order",
                violation_error_message="A second reminder follows the first one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terminationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("notice_paper_due_on__isnull", True), ("notice_paper_since__isnull", True)
                    ),
                    models.Q(
                        ("notice_paper_due_on__gt", models.F("notice_paper_since")),
                        ("notice_paper_due_on__isnull", False),
                        ("notice_paper_since__gt", models.F("notice_reminded_again_on")),
                        ("notice_paper_since__isnull", False),
                        ("notice_reminded_again_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="oversight_terminationreview_notice_paper_after_reminders",
                violation_error_message="A notice is served on paper after two reminders, until a day.",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="oversight_reminder_about_something",
        ),
        migrations.AddField(
            model_name="reminder",
            name="contracts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                db_default=[],
                default=list,
                size=None,
                verbose_name="contracts",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cases", []), ("contracts", []), ("reviews", []), _negated=True
                ),
                name="oversight_reminder_about_something",
                violation_error_message="A reminder names what is overdue.",
            ),
        ),
        LoadSQL("oversight", "days", "unopened", "duties", "fixed"),
    ]
