"""A proposed policy may end by the approval of another version."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0042_judgments_by_others"),
    ]

    operations = [
        migrations.AlterField(
            model_name="policyversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("approved", "approved"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("expired", "not approved in time"),
                    ("superseded", "ended by the approval of another version"),
                ],
                default="proposed",
                max_length=10,
                verbose_name="state",
            ),
        ),
        LoadSQL("oversight", "policies"),
    ]
