"""Desks read what ended lately, however it ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0014_secured_addenda")]

    operations = [
        migrations.RemoveIndex("contract", "contracts_contract_ended"),
        migrations.AddIndex(
            "contract",
            models.Index(
                condition=models.Q(("ended_on__isnull", False)),
                fields=["-ended_on", "-id"],
                name="contracts_contract_ended",
            ),
        ),
    ]
