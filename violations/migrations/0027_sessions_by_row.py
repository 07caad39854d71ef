"""
The minutes of a session and who sat open only to whom their case concerns (docs/adr/0022-row-policies.md).

The conditions are those of the other texts of a case.
"""

from importlib import import_module

from django.db import migrations

fence = import_module("violations.migrations.0025_row_policies")
SESSION = "violations_hearingsession"
SEAT = "violations_sessionseat"
POLICIES = {
    SESSION: f"{fence.WHOLE} OR {fence._of_case(SESSION, fence.KNOWN)}",
    SEAT: (
        f"{fence.WHOLE} OR EXISTS (SELECT FROM {SESSION} session"
        f" WHERE session.id = {SEAT}.session_id {fence.ROW_BY_ROW})"
    ),
}
FORWARD = [
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY tenant ON {table} USING ({who});"
    for table, who in POLICIES.items()
]
BACKWARD = [
    f"DROP POLICY tenant ON {table};"
    f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;"
    for table in POLICIES
]


class Migration(migrations.Migration):
    dependencies = [("violations", "0026_dear_turns")]

    operations = [migrations.RunSQL("\n".join(FORWARD), "\n".join(BACKWARD))]
