"""A review's notice served on paper: the day of entry, and a second person for earlier days."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0005_wall"),
        ("contracts", "0005_paper_service"),
    ]

    operations = [
        migrations.AddField(
            model_name="terminationreview",
            name="service_entered_on",
            field=models.DateField(blank=True, null=True, verbose_name="service entered on"),
        ),
        LoadSQL("oversight", "days", "paper_service"),
    ]
