"""Who is noted absent from a hearing session contests that, and the forum's side answers."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0024_time_to_contest"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionseat",
            name="answer_reason",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="reason of the answer"
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="answered_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="answered by"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="answered_by_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="answered by"
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="contest_answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("present", "was there: the attendance is corrected"),
                    ("absent", "was absent: the minutes stand"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="answer to the contest",
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="contest_reason",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="why it is contested"
            ),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="contest_until",
            field=models.DateField(blank=True, null=True, verbose_name="can be contested until"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="contested_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="contested at"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="contested_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="contested by"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="contested_by_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="contested by"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contest_reason", ""),
                        ("contested_at__isnull", True),
                        ("contested_by__isnull", True),
                    ),
                    models.Q(
                        models.Q(("contest_reason", ""), _negated=True),
                        ("contest_until__isnull", False),
                        ("contested_at__isnull", False),
                        ("contested_by__isnull", False),
                        ("is_judge", False),
                        ("user__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="violations_sessionseat_contest_is_reasoned",
                violation_error_message="Who is noted absent contests it with a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer_reason", ""),
                        ("answered_at__isnull", True),
                        ("answered_by__isnull", True),
                        ("contest_answer", ""),
                    ),
                    models.Q(
                        models.Q(("answer_reason", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("contest_answer__in", ["present", "absent"]),
                        ("contested_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="violations_sessionseat_contest_is_answered",
                violation_error_message="A contest is answered once, with a reason.",
            ),
        ),
        LoadSQL("violations", "absences", "sessions", "recusal", "asked", "act_days"),
    ]
