"""A termination notice served on paper: the day of entry, and a second person for earlier days."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0004_wall"),
        ("approvals", "0002_wall"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="notice_entered_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="service of the notice entered on"
            ),
        ),
        LoadSQL("contracts", "days", "paper_service"),
    ]
