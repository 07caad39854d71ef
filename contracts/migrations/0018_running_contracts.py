"""The rules read which contracts run on a day, index only; an index begins with the office already."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_service_codes"),
        ("contracts", "0017_keep_guarantees"),
        ("offices", "0009_changes"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contract",
            name="office",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(("state__in", ["active", "suspended"])),
                fields=["office"],
                include=("agency", "starts_on", "ends_on", "id"),
                name="contracts_contract_running",
            ),
        ),
    ]
