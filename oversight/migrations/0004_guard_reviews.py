"""A review moves by its table only, and is decided only after the office was heard."""

from django.db import migrations

# Frozen here; a test compares what the database holds with REVIEW_FLOW.
EDGES = [
    ("open", "heard"),
    ("open", "escalated"),
    ("open", "superseded"),
    ("heard", "decided"),
    ("heard", "escalated"),
    ("heard", "superseded"),
    ("escalated", "decided"),
    ("escalated", "superseded"),
    ("decided", "closed"),
]
# What was once recorded is not changed: each of these goes from empty to a value, once.
ONCE = [
    "issued_on", "issued_by", "served_on", "service_proof", "hearing_due_on", "statement",
    "statement_on", "statement_by", "statement_by_name", "heard_on", "escalated_on", "outcome",
    "reasons", "plan", "plan_due_on", "suspension_days", "decided_on", "decided_by",
    "decided_by_name", "closed_on",
]  # fmt: skip
NEVER = [
    "number", "contract_id", "office_id", "agency_id", "county_id", "opened_on",
    "decision_due_on", "calendar_version",
]  # fmt: skip


def text_array(names):
    return "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]"


def pairs(edges):
    return ", ".join(f"('{before}', '{after}')" for before, after in edges)


FORWARD = f"""
CREATE FUNCTION oversight_guard_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    name text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR NEW.served_on IS NOT NULL OR NEW.heard_on IS NOT NULL THEN
            PERFORM oversight_refuse('A review starts open and unheard.');
        END IF;
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY {text_array(NEVER)} LOOP
        IF before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse(format('%s of a review is not changed.', name));
        END IF;
    END LOOP;
    FOREACH name IN ARRAY {text_array(ONCE)} LOOP
        IF coalesce(before ->> name, '') <> ''
           AND before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse(format('%s of a review is recorded once.', name));
        END IF;
    END LOOP;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN ({pairs(EDGES)}) THEN
        PERFORM oversight_refuse(
            format('A review does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM oversight_refuse('Each move of a review counts its version up by one.');
    END IF;
    IF NEW.state = 'decided' THEN
        IF NEW.served_on IS NULL OR NEW.heard_on IS NULL THEN
            PERFORM oversight_refuse('A review is decided after the office was heard.');
        END IF;
        IF NEW.statement = '' AND NEW.decided_on <= NEW.hearing_due_on AND NOT EXISTS (
            SELECT 1 FROM contracts_waiver
            WHERE "window" = 'review_hearing' AND subject_id = NEW.public_id
        ) THEN
            PERFORM oversight_refuse(
                'The office has neither answered nor waived, and its time is not over.');
        END IF;
        IF length(NEW.reasons) < 100 THEN
            PERFORM oversight_refuse('A review is decided with reasons.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_review_flow BEFORE INSERT OR UPDATE ON oversight_terminationreview
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_review();
CREATE TRIGGER oversight_review_kept BEFORE DELETE ON oversight_terminationreview
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_flow;
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_kept;
CREATE TRIGGER oversight_review_flags_kept
    BEFORE UPDATE OR DELETE ON oversight_terminationreview_flags
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_terminationreview_flags
    ENABLE ALWAYS TRIGGER oversight_review_flags_kept;
"""

BACKWARD = """
DROP TRIGGER oversight_review_flags_kept ON oversight_terminationreview_flags;
DROP TRIGGER oversight_review_kept ON oversight_terminationreview;
DROP TRIGGER oversight_review_flow ON oversight_terminationreview;
DROP FUNCTION oversight_guard_review();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_immutable_flags"), ("contracts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
