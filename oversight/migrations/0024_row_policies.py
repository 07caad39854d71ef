"""
Notes on reviews open only to the body that wrote them (docs/adr/0022-row-policies.md).

As in `violations`: without a scope nothing is shown, to the owner neither; what triggers ask is not
fenced.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE oversight_reviewnote ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON oversight_reviewnote USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR agency_id = ANY (ARRAY(
        SELECT named.id FROM agencies_agency named WHERE named.public_id = ANY (
            string_to_array(NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]
        )
    ))
);
"""
BACKWARD = """
DROP POLICY tenant ON oversight_reviewnote;
ALTER TABLE oversight_reviewnote NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0023_turns"),
        ("violations", "0025_row_policies"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
