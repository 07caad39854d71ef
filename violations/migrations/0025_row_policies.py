"""
Reports, files, drafts and the texts of cases open only to whom they concern (design: SECURITY 3).

The policies read the settings of `core.scope`; where none is set they show nothing, to the owner
neither. They are the fence around `visible_to`, which is narrower (docs/adr/0022-row-policies.md).
Each setting is read in a sub-select, so once for a statement and not once for a row. What triggers
ask is not fenced: a guard must see all rows of a record, whoever acts.
"""

from django.db import migrations


def _ids(setting: str, table: str) -> str:
    """Return the array of keys of the records that a setting names by their public ids."""
    named = f"string_to_array(NULLIF(current_setting('app.{setting}', true), ''), ',')::uuid[]"
    return f"ARRAY(SELECT named.id FROM {table} named WHERE named.public_id = ANY ({named}))"


SCOPE = "(SELECT current_setting('app.scope', true))"
GUARD = "(SELECT pg_trigger_depth()) > 0"
SYSTEM = f"{SCOPE} = 'system' OR {GUARD}"
WHOLE = f"{SCOPE} IN ('province', 'system') OR {GUARD}"
ME = "(SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)"
# Asked by index for each row that gets so far; else a hash of all cases of the province is made.
ROW_BY_ROW = "OFFSET 0"
AGENCIES = _ids("agency_ids", "agencies_agency")
OFFICES = _ids("office_ids", "offices_office")
COUNTIES = _ids("county_ids", "territory_division")

# Who has to do with a case: its agency and county, its office, and of a member's the association.
INSIDE = (
    f"(kase.track = 'contract' AND kase.agency_id = ANY ({AGENCIES}))"
    f" OR kase.county_id = ANY ({COUNTIES})"
)
KNOWN = (
    f"{INSIDE} OR kase.office_id = ANY ({OFFICES})"
    f" OR ({SCOPE} = 'association' AND kase.served_on IS NOT NULL AND EXISTS ("
    "SELECT FROM offices_office office WHERE office.id = kase.office_id AND office.is_member))"
)


def _of_case(table: str, who: str) -> str:
    """Return the condition that a row hangs on such a case."""
    return (
        f"EXISTS (SELECT FROM violations_case kase WHERE kase.id = {table}.case_id AND ({who})"
        f" {ROW_BY_ROW})"
    )


POLICIES = {
    "violations_violationreport": (
        f"{WHOLE} OR agency_id = ANY ({AGENCIES}) OR reporter_id = {ME} OR EXISTS ("
        "SELECT FROM violations_casereport joined"
        " JOIN violations_case kase ON kase.id = joined.case_id"
        f" WHERE joined.report_id = violations_violationreport.id AND ({KNOWN}) {ROW_BY_ROW})"
    ),
    "violations_reportdraft": f"{SYSTEM} OR user_id = {ME}",
    "violations_evidence": (
        f"{WHOLE} OR uploaded_by = {ME}"
        " OR EXISTS (SELECT FROM violations_violationreport report"
        f" WHERE report.id = violations_evidence.report_id {ROW_BY_ROW})"
        f" OR {_of_case('violations_evidence', KNOWN)}"
        " OR EXISTS (SELECT FROM contracts_contract contract"
        " WHERE contract.id = violations_evidence.contract_id"
        f" AND (contract.agency_id = ANY ({AGENCIES}) OR contract.office_id = ANY ({OFFICES}))"
        f" {ROW_BY_ROW})"
    ),
    **{
        table: f"{WHOLE} OR {_of_case(table, who)}"
        for table, who in (
            ("violations_evidenceaccess", INSIDE),
            ("violations_casenote", INSIDE),
            ("violations_notice", KNOWN),
            ("violations_defence", KNOWN),
            ("violations_decision", KNOWN),
            ("violations_appeal", KNOWN),
            ("violations_correctiveaction", KNOWN),
        )
    },
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
    dependencies = [
        ("contracts", "0015_keep_terms"),
        ("violations", "0024_guard_sessions"),
    ]

    operations = [migrations.RunSQL("\n".join(FORWARD), "\n".join(BACKWARD))]
