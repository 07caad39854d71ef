"""Offices are reminded of unopened termination notices; then they are served on paper."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_wall"),
        ("contracts", "0007_addenda_in_time"),
        ("offices", "0003_wall"),
        ("territory", "0002_wall"),
        ("workdays", "0006_unopened"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="notice_paper_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="to be served on paper until"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="notice_paper_since",
            field=models.DateField(
                blank=True, null=True, verbose_name="to be served on paper since"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="notice_reminded_again_on",
            field=models.DateField(blank=True, null=True, verbose_name="office reminded again on"),
        ),
        migrations.AddField(
            model_name="contract",
            name="notice_reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="office reminded on"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("notice_reminded_again_on__isnull", True),
                    models.Q(
                        ("notice_reminded_again_on__gt", models.F("notice_reminded_on")),
                        ("notice_reminded_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="contracts_contract_notice_reminded_in_order",
                violation_error_message="A second reminder follows the first one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
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
                name="contracts_contract_notice_paper_after_reminders",
                violation_error_message="A notice is served on paper after two reminders, until a day.",
            ),
        ),
        LoadSQL("contracts", "days", "unopened"),
    ]
