"""A decision is asked anew, and what rested on the former one falls, when a case is sent back."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_wall"),
        ("contracts", "0006_agreed_addenda"),
        ("offices", "0003_wall"),
        ("oversight", "0008_paper_duties"),
        ("violations", "0007_judgments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_once_a_step",
        ),
        migrations.AddField(
            model_name="duty",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("refusal_code", "case_closed"), _negated=True),
                    ("kind__in", ["serve", "decide"]),
                ),
                fields=("case", "kind", "round_no"),
                name="oversight_duty_once_a_step",
                violation_error_message="The case has this duty already.",
            ),
        ),
        LoadSQL("oversight", "annulments", "duties"),
    ]
