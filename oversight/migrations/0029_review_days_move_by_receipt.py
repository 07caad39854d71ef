"""
Both days of a review move, and only together with their receipts.

The guard of the flow took the days as written once and for all, so that neither a closure nor an
extension could move them (docs/adr/0007-kept-deadlines.md).
"""

from django.db import migrations

# What the guard of the flow holds fast from now on, and what it held fast before.
NEVER = [
    "number", "contract_id", "office_id", "agency_id", "county_id", "opened_on", "calendar_version",
]  # fmt: skip
ONCE = [
    "issued_on", "issued_by", "served_on", "service_proof", "statement", "statement_on",
    "statement_by", "statement_by_name", "heard_on", "escalated_on", "outcome", "reasons", "plan",
    "plan_due_on", "suspension_days", "decided_on", "decided_by", "decided_by_name", "closed_on",
]  # fmt: skip
MOVABLE = {"NEVER": "decision_due_on", "ONCE": "hearing_due_on"}
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


def text_array(names):
    return "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]"


def flow(never, once):
    edges = ", ".join(f"('{before}', '{after}')" for before, after in EDGES)
    return f"""
CREATE OR REPLACE FUNCTION oversight_guard_review() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
    FOREACH name IN ARRAY {text_array(never)} LOOP
        IF before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse(format('%s of a review is not changed.', name));
        END IF;
    END LOOP;
    FOREACH name IN ARRAY {text_array(once)} LOOP
        IF coalesce(before ->> name, '') <> ''
           AND before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse(format('%s of a review is recorded once.', name));
        END IF;
    END LOOP;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN ({edges}) THEN
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
"""


FORWARD = (
    flow(NEVER, ONCE)
    + r"""
CREATE FUNCTION oversight_guard_decision_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state NOT IN ('open', 'heard', 'escalated') OR NOT workdays_moved(
        'review.decision', NEW.public_id, OLD.decision_due_on, NEW.decision_due_on
    ) THEN
        PERFORM oversight_refuse('The time to decide a review moves with a receipt only.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER oversight_review_decision_day BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (NEW.decision_due_on IS DISTINCT FROM OLD.decision_due_on)
    EXECUTE FUNCTION oversight_guard_decision_day();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_decision_day;
"""
)

BACKWARD = """
DROP TRIGGER oversight_review_decision_day ON oversight_terminationreview;
DROP FUNCTION oversight_guard_decision_day();
""" + flow([*NEVER, MOVABLE["NEVER"]], [*ONCE, MOVABLE["ONCE"]])


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0028_serve_results"),
        ("workdays", "0006_guard_receipts"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
