"""
Who was named to decide a case opens only to whom the case concerns (docs/adr/0022-row-policies.md).

A naming says why nobody of an agency is free. The floor of reviews adds a policy of its own.
"""

from importlib import import_module

from django.db import migrations

fence = import_module("violations.migrations.0025_row_policies")
FORWARD = f"""
ALTER TABLE violations_standin ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON violations_standin USING (
    {fence.WHOLE} OR EXISTS (
        SELECT FROM violations_case kase
        WHERE kase.public_id = violations_standin.subject_id
          AND violations_standin.step IN ('decision', 'appeal')
          AND ({fence.INSIDE}) {fence.ROW_BY_ROW}
    )
);
"""
BACKWARD = """
DROP POLICY tenant ON violations_standin;
ALTER TABLE violations_standin NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0032_stand_in_days")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
