"""A deadline begins anew with the duty that is reopened."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0021_tied_clocks"),
    ]

    operations = [
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
                    ("reopening", "what was refused is asked again"),
                ],
                max_length=12,
                verbose_name="cause",
            ),
        ),
        LoadSQL("workdays", "receipts"),
    ]
