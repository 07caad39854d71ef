"""Minutes wait for the office until its time to sign is over; the seal ends signing."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0049_own_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionseat",
            name="signed_remark",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="remark beside the signature"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionseat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_remark", ""),
                    models.Q(("is_judge", False), ("signed_at__isnull", False)),
                    _connector="OR",
                ),
                name="violations_sessionseat_remark_when_signed",
                violation_error_message="A remark stands beside the signature of who was heard.",
            ),
        ),
        LoadSQL("violations", "sessions"),
    ]
