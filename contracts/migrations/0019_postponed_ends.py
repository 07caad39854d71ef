"""Agreed ends wait for the days to reconsider; longer terms ask; late texts are transcripts."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0018_seals_of_judgments"),
    ]

    operations = [
        migrations.AddField(
            model_name="contractarticle",
            name="is_transcript",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="copied from the signed paper by the agency",
            ),
        ),
        LoadSQL("contracts", "agreements", "movers", "addenda", "articles"),
    ]
