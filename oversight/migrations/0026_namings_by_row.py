"""
Who was named to decide a review opens to the review's agency (docs/adr/0022-row-policies.md).

Beside the policy of the floor below, which opens the namings of cases: one of the two is enough.
"""

from importlib import import_module

from django.db import migrations

fence = import_module("violations.migrations.0025_row_policies")
FORWARD = f"""
CREATE POLICY tenant_of_review ON violations_standin USING (
    step = 'review' AND EXISTS (
        SELECT FROM oversight_terminationreview review
        WHERE review.public_id = violations_standin.subject_id
          AND review.agency_id = ANY ({fence.AGENCIES}) {fence.ROW_BY_ROW}
    )
);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0025_dear_turns"),
        ("violations", "0033_namings_by_row"),
    ]

    operations = [migrations.RunSQL(FORWARD, "DROP POLICY tenant_of_review ON violations_standin;")]
