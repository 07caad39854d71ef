"""Who does not sign minutes is noted with reason and witnesses; a session may end unconfirmed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0028_find_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="hearingsession",
            name="violations_hearingsession_held_iff_recorded",
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refusal_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="refusal noted by"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refusal_by_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="refusal noted by"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refusal_reason",
            field=models.TextField(blank=True, verbose_name="why he does not sign"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refusal_witnesses",
            field=models.JSONField(blank=True, default=list, verbose_name="witnesses"),
        ),
        migrations.AddField(
            model_name="sessionseat",
            name="refused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="refusal noted at"),
        ),
        migrations.AddConstraint(
            model_name="hearingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("minutes", ""), _negated=True),
                        models.Q(("minutes_sha256", ""), _negated=True),
                        ("quorum__gte", 1),
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                        ("state__in", ["held", "signed", "postponed", "cancelled"]),
                    ),
                    models.Q(
                        ("minutes", ""),
                        ("minutes_sha256", ""),
                        ("quorum__isnull", True),
                        ("recorded_at__isnull", True),
                        ("recorded_by__isnull", True),
                        ("state__in", ["summoned", "postponed", "cancelled"]),
                    ),
                    _connector="OR",
                ),
                name="violations_hearingsession_held_iff_recorded",
                violation_error_message="A session that was held, and no other, has minutes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("refusal_by__isnull", True),
                        ("refusal_reason", ""),
                        ("refusal_witnesses", []),
                        ("refused_at__isnull", True),
                    ),
                    models.Q(
                        models.Q(("refusal_reason", ""), _negated=True),
                        ("is_present", True),
                        ("is_recused", False),
                        ("refusal_by__isnull", False),
                        ("refused_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="violations_sessionseat_refusal_is_noted",
                violation_error_message="A refusal to sign is noted with its reason.",
            ),
        ),
    ]
