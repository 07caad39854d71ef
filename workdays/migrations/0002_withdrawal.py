"""A wrong day of the calendar is withdrawn; it stays on record and counts no more."""

from django.conf import settings
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0001_initial"),
        ("workdays", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="calendarday",
            name="workdays_calendarday_once",
        ),
        migrations.AddField(
            model_name="calendarday",
            name="withdrawal_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=500,
                verbose_name="why it was withdrawn",
            ),
        ),
        migrations.AddField(
            model_name="calendarday",
            name="withdrawn_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="withdrawn by"),
        ),
        migrations.AddField(
            model_name="calendarday",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=("date", "county", "kind"),
                name="workdays_calendarday_once",
                nulls_distinct=False,
                violation_error_message="This day is already entered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawal_reason", ""),
                        ("withdrawn_by__isnull", True),
                        ("withdrawn_on__isnull", True),
                    ),
                    models.Q(
                        models.Q(("withdrawal_reason", ""), _negated=True),
                        ("draft", False),
                        ("withdrawn_by__isnull", False),
                        ("withdrawn_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="workdays_calendarday_withdrawn_iff_reasoned",
                violation_error_message="A withdrawn day, and no other, says why.",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="deadlinemove",
            name="workdays_deadlinemove_gives_time",
        ),
        migrations.AlterField(
            model_name="deadlinemove",
            name="cause",
            field=models.CharField(
                choices=[
                    ("calendar", "the calendar changed"),
                    ("pause", "suspension"),
                    ("resumption", "the clock goes on"),
                    ("extension", "extension"),
                    ("withdrawal", "a wrong day of the calendar was withdrawn"),
                ],
                max_length=12,
                verbose_name="cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("new_on__gt", models.F("old_on")),
                    models.Q(
                        ("cause__in", ["resumption", "withdrawal"]),
                        ("new_on__lt", models.F("old_on")),
                    ),
                    _connector="OR",
                ),
                name="workdays_deadlinemove_gives_time",
                violation_error_message="A running deadline is not made shorter.",
            ),
        ),
        LoadSQL("workdays", "calendar"),
    ]
