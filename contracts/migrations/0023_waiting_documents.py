"""A document of an earlier day carries nothing before its second person."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0022_recusals"),
    ]

    operations = [
        migrations.AddField(
            model_name="endingproof",
            name="is_waiting",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="waits for its second person"
            ),
        ),
        migrations.AddConstraint(
            model_name="endingproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_waiting", False), ("kind", "recorded_document"), _connector="OR"
                ),
                name="contracts_endingproof_waiting",
                violation_error_message="Only a recorded document waits for its second person.",
            ),
        ),
        LoadSQL("contracts", "documents", "endings"),
    ]
