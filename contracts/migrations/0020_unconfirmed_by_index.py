"""The contracts that an agency has not confirmed are read by an index of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("contracts", "0019_lists_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                fields=["agency"],
                condition=Q(origin="import", confirmed_on__isnull=True),
                name="contracts_contract_unconfirmed",
            ),
        ),
    ]
