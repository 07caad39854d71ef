"""
Reporter, weigher, decider and appeal decider are persons, not accounts (design: SECURITY 3).

Who has two accounts is one person; so are the members who sit in a session.
"""

from django.db import migrations

FORWARD = r"""
CREATE OR REPLACE FUNCTION violations_took_part(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND accounts_same_person(report.triaged_by, person)
    ) OR EXISTS (
        SELECT 1 FROM violations_notice
        WHERE case_id = wanted AND accounts_same_person(issued_by, person)
    ) OR EXISTS (
        SELECT 1 FROM violations_decision WHERE case_id = wanted
          AND forum IN ('agency', 'committee')
          AND (accounts_same_person(decided_by, person) OR EXISTS (
              SELECT 1 FROM jsonb_array_elements(attendance) AS member
              WHERE accounts_same_person((member->>'user_id')::bigint, person)
                AND (member->>'is_present')::boolean
                AND NOT (member->>'is_recused')::boolean
          ))
    )
$$;

CREATE OR REPLACE FUNCTION violations_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND accounts_same_person(report.reporter_id, person)
    )
$$;

CREATE OR REPLACE FUNCTION violations_guard_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM violations_decision decision
        JOIN violations_violationreport report ON report.id = NEW.report_id
        WHERE decision.case_id = NEW.case_id
          AND accounts_same_person(decision.decided_by, report.reporter_id)
    ) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION violations_guard_weigher() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_same_person(NEW.triaged_by, NEW.reporter_id) THEN
        PERFORM violations_refuse('Nobody triages the own report.');
    END IF;
    RETURN NEW;
END $$;
-- Its name lets it run after the guard of the flow, which says more.
CREATE TRIGGER violations_report_weighed
    BEFORE UPDATE OF state, triaged_by ON violations_violationreport
    FOR EACH ROW WHEN (NEW.triaged_by IS NOT NULL
        AND NEW.state IN ('returned', 'accepted', 'rejected', 'duplicate', 'referred')
        AND (NEW.state, NEW.triaged_by) IS DISTINCT FROM (OLD.state, OLD.triaged_by))
    EXECUTE FUNCTION violations_guard_weigher();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_report_weighed;

CREATE FUNCTION violations_guard_sitting() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.attendance) AS member
        WHERE (member->>'is_present')::boolean AND NOT (member->>'is_recused')::boolean
          AND violations_reported(NEW.case_id, (member->>'user_id')::bigint)
    ) THEN
        PERFORM violations_refuse('Nobody sits in a session on the own report.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_decision_sitting BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_sitting();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_sitting;
"""

BACKWARD = """
DROP TRIGGER violations_decision_sitting ON violations_decision;
DROP FUNCTION violations_guard_sitting();
DROP TRIGGER violations_report_weighed ON violations_violationreport;
DROP FUNCTION violations_guard_weigher();

CREATE OR REPLACE FUNCTION violations_guard_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM violations_decision decision
        JOIN violations_violationreport report ON report.id = NEW.report_id
        WHERE decision.case_id = NEW.case_id AND decision.decided_by = report.reporter_id
    ) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION violations_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND report.reporter_id = person
    )
$$;

CREATE OR REPLACE FUNCTION violations_took_part(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND report.triaged_by = person
    ) OR EXISTS (
        SELECT 1 FROM violations_notice WHERE case_id = wanted AND issued_by = person
    ) OR EXISTS (
        SELECT 1 FROM violations_decision WHERE case_id = wanted
          AND forum IN ('agency', 'committee')
          AND (decided_by = person OR EXISTS (
              SELECT 1 FROM jsonb_array_elements(attendance) AS member
              WHERE member->>'user_id' = person::text
                AND (member->>'is_present')::boolean
                AND NOT (member->>'is_recused')::boolean
          ))
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0015_days_not_ahead"),
        ("accounts", "0006_same_person"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
