"""The contracts that were terminated lately are read by an index of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("contracts", "0022_keep_settlements")]

    operations = [
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                fields=["-terminated_on", "-id"],
                condition=Q(terminated_on__isnull=False),
                name="contracts_contract_ended",
            ),
        ),
    ]
