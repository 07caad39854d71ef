"""Offices are reminded of notices left unopened in the portal; then they are served on paper."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0005_handling_windows"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="paper_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="to be served on paper until"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="paper_since",
            field=models.DateField(
                blank=True, null=True, verbose_name="to be served on paper since"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="reminded_again_on",
            field=models.DateField(blank=True, null=True, verbose_name="reminded again on"),
        ),
        migrations.AddField(
            model_name="notice",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="reminded on"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reminded_again_on__isnull", True),
                    models.Q(
                        ("reminded_again_on__gt", models.F("reminded_on")),
                        ("reminded_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="violations_notice_reminded_in_order",
                violation_error_message="A second reminder follows the first one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper_due_on__isnull", True), ("paper_since__isnull", True)),
                    models.Q(
                        ("paper_due_on__gt", models.F("paper_since")),
                        ("paper_due_on__isnull", False),
                        ("paper_since__gt", models.F("reminded_again_on")),
                        ("paper_since__isnull", False),
                        ("reminded_again_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="violations_notice_paper_after_reminders",
                violation_error_message="A notice is served on paper after two reminders, until a day.",
            ),
        ),
        LoadSQL("violations", "sealed_rows", "days", "unopened"),
    ]
