"""A duty that a court stays has the order's number, day and scan."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_annulled_grounds"),
        ("violations", "0002_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="refusal_document_no",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=60,
                verbose_name="number of the order",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="refusal_document_on",
            field=models.DateField(blank=True, null=True, verbose_name="day of the order"),
        ),
        LoadSQL("oversight", "duties"),
    ]
