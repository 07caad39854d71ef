"""Agencies owe the service on paper of notices that were left unopened in the portal."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0007_handling_duties"),
        ("violations", "0006_unopened_notices"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_once_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="oversight_duty_void_iff_caused",
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
                    ("called_off", "the notice is not served any more"),
                ],
                max_length=12,
                verbose_name="why it is void",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("kind__in", ("appeal", "execute", "verify", "close", "paper")),
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
                            [
                                "overturned",
                                "superseded",
                                "cleared",
                                "nothing_left",
                                "waits",
                                "called_off",
                            ],
                        ),
                    ),
                    models.Q(models.Q(("state", "void"), _negated=True), ("void_cause", "")),
                    _connector="OR",
                ),
                name="oversight_duty_void_iff_caused",
                violation_error_message="A duty is void for a cause.",
            ),
        ),
        LoadSQL("oversight", "duties"),
    ]
