"""A paper service without the scan of its receipt is refused; what was entered before stays."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_words_of_charge_and_summons")]

    operations = [
        AddConstraintNotValid(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                name="notices_dispatch_paper_scanned",
                condition=~Q(channel="paper") | ~Q(scan_sha256=""),
                violation_error_message="The scan of the receipt is kept with a paper service.",
            ),
        ),
    ]
