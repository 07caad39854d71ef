"""Deciding an objection, carrying out, verifying and closing have their last days."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0004_wall"), ("workdays", "0005_body_counting")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="appeal_decision_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="objection to be decided until"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="closing_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="to be closed until"),
        ),
        migrations.AddField(
            model_name="case",
            name="execution_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="sanction to be carried out until"
            ),
        ),
        migrations.AddField(
            model_name="correctiveaction",
            name="refused_on",
            field=models.DateField(blank=True, null=True, verbose_name="asked for again on"),
        ),
        migrations.AddField(
            model_name="correctiveaction",
            name="verify_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="to be verified until"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "appealed"), ("is_contested", True), _connector="OR"),
                fields=["appeal_decision_due_on"],
                name="violations_case_objected",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("executed_on__isnull", True),
                    ("execution_due_on__isnull", False),
                    ("state", "final"),
                ),
                fields=["execution_due_on"],
                name="violations_case_unexecuted",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closing_due_on__isnull", False), ("state", "final")),
                fields=["closing_due_on"],
                name="violations_case_unclosed",
            ),
        ),
        migrations.AddIndex(
            model_name="correctiveaction",
            index=models.Index(
                condition=models.Q(("verified_on__isnull", True), ("verify_due_on__isnull", False)),
                fields=["verify_due_on"],
                name="violations_correction_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctiveaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verify_due_on__isnull", True), ("done_on__isnull", False), _connector="OR"
                ),
                name="violations_correctiveaction_dated_when_done",
                violation_error_message="What has not been done is not to be verified.",
            ),
        ),
        LoadSQL("violations", "sealed_rows", "windows", "events", "changes"),
    ]
