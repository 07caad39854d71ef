"""Agencies owe the decision on objections, the verification of corrections, and the closing."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("oversight", "0006_paper_service"), ("violations", "0005_handling_windows")]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_void_iff_caused",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_once_a_step",
        ),
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("serve", "serve the notice of an accepted report"),
                    ("decide", "decide the case"),
                    ("appeal", "decide the objection"),
                    ("execute", "carry out the final decision"),
                    ("verify", "verify what was put right"),
                    ("close", "close the case"),
                    ("review", "decide on a flag"),
                    ("reinstate", "reinstate the contract"),
                ],
                max_length=9,
                verbose_name="what is asked",
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="void_cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("overturned", "the finding was overturned"),
                    ("superseded", "the flag was superseded"),
                    ("cleared", "what the flag told no longer holds"),
                    ("nothing_left", "nothing is left to be carried out"),
                    ("waits", "something else in the case comes first"),
                ],
                max_length=12,
                verbose_name="why it is void",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("refusal_code", "case_closed"), _negated=True),
                    ("kind__in", ["serve", "decide"]),
                ),
                fields=("case", "kind"),
                name="oversight_duty_once_a_step",
                violation_error_message="The case has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("kind__in", ("appeal", "execute", "verify", "close")),
                ),
                fields=("case", "kind"),
                name="oversight_duty_once_at_a_time",
                violation_error_message="The case has this duty already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "void"),
                        (
                            "void_cause__in",
                            ["overturned", "superseded", "cleared", "nothing_left", "waits"],
                        ),
                    ),
                    models.Q(models.Q(("state", "void"), _negated=True), ("void_cause", "")),
                    _connector="OR",
                ),
                name="oversight_duty_void_iff_caused",
                violation_error_message="A duty is void for a cause.",
            ),
        ),
        LoadSQL("oversight", "duties", "fixed"),
    ]
