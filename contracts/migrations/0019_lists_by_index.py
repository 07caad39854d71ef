"""The list of contracts reads its newest, and what a number begins with, by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0018_running_contracts")]

    operations = [
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                fields=["ends_on", "id"],
                condition=models.Q(state__in=["active", "suspended", "termination_notice"]),
                name="contracts_contract_live",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["-starts_on", "-id"], name="contracts_contract_newest"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                fields=["agency_number"],
                opclasses=["varchar_pattern_ops"],
                name="contracts_contract_own_no",
            ),
        ),
    ]
