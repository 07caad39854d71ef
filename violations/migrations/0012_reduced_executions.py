"""A sanction that is reduced after its execution is due again; suspensions have its days."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0011_shorter_suspensions"),
        ("violations", "0011_same_ground"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="execution_since",
            field=models.DateField(blank=True, null=True, verbose_name="execution due again since"),
        ),
        LoadSQL(
            "violations",
            "windows",
            "cases",
            "judgments",
            "sealed_rows",
            "contract_proofs",
            "days",
        ),
    ]
