"""A hearing session belongs to a round of its case; guards of rounds and judgments."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0008_contested_objections"),
    ]

    operations = [
        migrations.AddField(
            model_name="hearingsession",
            name="round_no",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="round"),
        ),
        LoadSQL(
            "violations",
            "judgments",
            "sessions",
            "decisions",
            "four_eyes",
            "deciding_roles",
            "appeals",
            "cases",
            "days",
            "restarts",
        ),
    ]
