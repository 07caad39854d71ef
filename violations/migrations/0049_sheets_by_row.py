"""
Workbooks of reports and their rows open only to who brought them (docs/adr/0022-row-policies.md).
"""

from importlib import import_module

from django.db import migrations

fence = import_module("violations.migrations.0025_row_policies")
SHEET = "violations_reportsheet"
ROW = "violations_sheetrow"
POLICIES = {
    SHEET: f"{fence.SYSTEM} OR user_id = {fence.ME}",
    ROW: (
        f"{fence.SYSTEM} OR EXISTS (SELECT FROM {SHEET} sheet"
        f" WHERE sheet.id = {ROW}.sheet_id {fence.ROW_BY_ROW})"
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
    dependencies = [("violations", "0048_report_sheets")]

    operations = [migrations.RunSQL("\n".join(FORWARD), "\n".join(BACKWARD))]
