"""Reporter and decider, proposer and approver are two persons, not two accounts (SECURITY 3)."""

from django.db import migrations

FORWARD = r"""
CREATE OR REPLACE FUNCTION oversight_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM oversight_terminationreview_flags joined
        JOIN oversight_flag_cases counted ON counted.flag_id = joined.flag_id
        JOIN violations_casereport part ON part.case_id = counted.case_id
        JOIN violations_violationreport report ON report.id = part.report_id
        WHERE joined.terminationreview_id = wanted
          AND accounts_same_person(report.reporter_id, person)
    )
$$;

CREATE FUNCTION oversight_guard_approver() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_same_person(NEW.proposed_by, NEW.approved_by) THEN
        PERFORM oversight_refuse('A policy is approved by another person than its proposer.');
    END IF;
    RETURN NEW;
END $$;

-- Its name lets it run after the guard of the flow, which says more.
CREATE TRIGGER oversight_policy_persons BEFORE INSERT OR UPDATE ON oversight_policyversion
    FOR EACH ROW WHEN (NEW.state = 'approved' AND NEW.approved_by IS NOT NULL
        AND NEW.proposed_by <> NEW.approved_by)
    EXECUTE FUNCTION oversight_guard_approver();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_persons;
"""

BACKWARD = """
DROP TRIGGER oversight_policy_persons ON oversight_policyversion;
DROP FUNCTION oversight_guard_approver();

CREATE OR REPLACE FUNCTION oversight_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM oversight_terminationreview_flags joined
        JOIN oversight_flag_cases counted ON counted.flag_id = joined.flag_id
        JOIN violations_casereport part ON part.case_id = counted.case_id
        JOIN violations_violationreport report ON report.id = part.report_id
        WHERE joined.terminationreview_id = wanted AND report.reporter_id = person
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0010_days_not_ahead"),
        ("accounts", "0006_same_person"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
