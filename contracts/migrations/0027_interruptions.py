"""A reinstated contract is in force again from the day of its reinstatement, not before."""

import django.contrib.postgres.fields
from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0026_in_force_from"),
    ]

    operations = [
        migrations.AddField(
            "contract",
            "interruptions",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.DateField(),
                db_default=[],
                default=list,
                editable=False,
                size=None,
                verbose_name="days out of force and back",
            ),
        ),
        LoadSQL("contracts", "in_force", "moves"),
    ]
