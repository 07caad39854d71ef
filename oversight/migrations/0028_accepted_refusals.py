"""The deputy reopens any refusal, or accepts that a contract cannot be reinstated."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0027_recused_from_contracts"),
    ]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="accepted_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="refusal accepted by"),
        ),
        migrations.AddField(
            model_name="duty",
            name="accepted_on",
            field=models.DateField(blank=True, null=True, verbose_name="refusal accepted on"),
        ),
        LoadSQL("oversight", "annulments", "duties", "asked"),
    ]
