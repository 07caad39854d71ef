"""An objection on paper that the office contests counts no longer."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0007_judgments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appeal",
            name="violations_appeal_once",
        ),
        migrations.AddField(
            model_name="appeal",
            name="contest_reason",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="why it is contested"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="contested_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="contested by"),
        ),
        migrations.AddField(
            model_name="appeal",
            name="contested_by_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="contested by"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="contested_on",
            field=models.DateField(blank=True, null=True, verbose_name="contested on"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contested_on__isnull", True)),
                fields=("case", "round_no"),
                name="violations_appeal_once",
                violation_error_message="The office has objected already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contest_reason", ""),
                        ("contested_by__isnull", True),
                        ("contested_on__isnull", True),
                    ),
                    models.Q(
                        models.Q(("contest_reason", ""), _negated=True),
                        ("contested_by__isnull", False),
                        ("contested_on__isnull", False),
                        ("is_paper", True),
                        ("result", ""),
                    ),
                    _connector="OR",
                ),
                name="violations_appeal_contested_paper",
                violation_error_message="Only a paper entry is contested, with a reason.",
            ),
        ),
        LoadSQL(
            "violations",
            "appeals",
            "cases",
            "windows",
            "unserved_results",
            "sealed_rows",
            "closing",
        ),
    ]
