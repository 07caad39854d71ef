"""What was written stays: no row of a case is deleted, and only named columns ever change."""

from django.db import migrations

# Columns that may change; all others of the row are sealed. An empty list: nothing changes.
OPEN_COLUMNS = {
    "violations_violationreport": [
        "state", "supplement", "search_key", "triage_due_on", "triaged_on", "triaged_by",
        "triage_reason", "referred_to", "duplicate_of_id", "version", "updated_at",
    ],
    "violations_case": [
        "state", "is_issued", "serve_due_on", "served_on", "defence_due_on", "decision_due_on",
        "decision_on", "decided_on", "appeal_due_on", "outcome", "occurrence", "sanction",
        "sanction_days", "final_on", "executed_on", "closed_on", "closing_note",
        "calendar_version", "linked_id", "version", "updated_at",
    ],
    "violations_casereport": [],
    "violations_notice": [
        "served_on", "served_at", "proof", "receipt_id", "channel", "updated_at",
    ],
    "violations_defence": [],
    "violations_decision": [],
    "violations_appeal": ["result", "decided_on", "updated_at"],
    "violations_pointentry": [],
    "violations_correctiveaction": [
        "done_on", "done_note", "verified_on", "verified_by", "verified_note", "updated_at",
    ],
    "violations_casenote": [],
    "violations_evidence": ["report_id", "case_id", "attached_at", "updated_at"],
}  # fmt: skip

FUNCTIONS = r"""
CREATE FUNCTION violations_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := TG_ARGV[0]::text[];
BEGIN
    IF (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns) THEN
        PERFORM violations_refuse('What was recorded here is not changed.');
    END IF;
    IF TG_TABLE_NAME = 'violations_notice' THEN
        IF OLD.served_on IS NOT NULL AND to_jsonb(OLD) - 'updated_at'
           IS DISTINCT FROM to_jsonb(NEW) - 'updated_at' THEN
            PERFORM violations_refuse('A served notice is not changed.');
        END IF;
        IF NEW.channel <> OLD.channel AND NEW.served_on IS NULL THEN
            PERFORM violations_refuse('A notice changes its channel only when it is served.');
        END IF;
    ELSIF TG_TABLE_NAME = 'violations_evidence' THEN
        IF OLD.attached_at IS NOT NULL THEN
            PERFORM violations_refuse('A file is attached once.');
        END IF;
    ELSIF TG_TABLE_NAME = 'violations_appeal' THEN
        IF OLD.result <> '' THEN
            PERFORM violations_refuse('A decided appeal is not changed.');
        END IF;
    ELSIF TG_TABLE_NAME = 'violations_correctiveaction' THEN
        IF OLD.verified_on IS NOT NULL THEN
            PERFORM violations_refuse('A verified correction is not changed.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION violations_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'violations_evidence' THEN
        IF OLD.attached_at IS NULL THEN
            RETURN OLD;
        END IF;
    END IF;
    PERFORM violations_refuse('What was recorded here is not deleted.');
    RETURN OLD;
END $$;
"""


def forward():
    for table, columns in OPEN_COLUMNS.items():
        yield f"""
CREATE TRIGGER {table}_sealed BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{{{",".join(columns)}}}');
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_sealed;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept;
"""


def backward():
    for table in OPEN_COLUMNS:
        yield f"DROP TRIGGER {table}_sealed ON {table}; DROP TRIGGER {table}_kept ON {table};"


class Migration(migrations.Migration):
    dependencies = [("violations", "0003_four_eyes")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS + "".join(forward()),
            "\n".join(backward())
            + "\nDROP FUNCTION violations_keep();\nDROP FUNCTION violations_seal();",
        )
    ]
