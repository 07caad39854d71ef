"""No step of a case lies ahead, and no defence has lapsed before its last day is over."""

from django.db import migrations

# Days on which something is said to have happened; windows and ends to come are not among them.
PAST = {
    "violations_violationreport": ["occurred_on", "discovered_on", "submitted_on", "triaged_on"],
    "violations_case": [
        "occurred_on", "opened_on", "served_on", "decided_on", "final_on", "executed_on",
        "closed_on",
    ],
    "violations_notice": ["issued_on", "served_on"],
    "violations_defence": ["submitted_on"],
    "violations_decision": ["decided_on", "document_on"],
    "violations_appeal": ["filed_on", "decided_on"],
    "violations_pointentry": ["effective_on"],
    "violations_correctiveaction": ["done_on", "verified_on"],
}  # fmt: skip

FORWARD = "".join(
    f"SELECT pishkhan_guard_days('{table}', '" + "', '".join(columns) + "');\n"
    for table, columns in PAST.items()
)
BACKWARD = "".join(f"DROP TRIGGER {table}_not_ahead ON {table};\n" for table in PAST)

ENDS = r"""
CREATE FUNCTION violations_guard_lapse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM contracts_waiver
        WHERE "window" = 'defence' AND subject_id = NEW.public_id AND office_id = NEW.office_id
    ) THEN
        PERFORM violations_refuse('The time to answer is not over.');
    END IF;
    RETURN NEW;
END $$;

-- Its name lets it run after the guard of the flow, which says more.
CREATE TRIGGER violations_case_lapsed BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (
        NEW.state = 'defence_lapsed' AND OLD.state <> 'defence_lapsed'
        AND NOT coalesce(NEW.defence_due_on < pishkhan_today(), false)
    )
    EXECUTE FUNCTION violations_guard_lapse();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_lapsed;
"""

RELEASE = """
DROP TRIGGER violations_case_lapsed ON violations_case;
DROP FUNCTION violations_guard_lapse();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0014_evidence_on_request"), ("core", "0002_days_not_ahead")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(ENDS, RELEASE),
    ]
