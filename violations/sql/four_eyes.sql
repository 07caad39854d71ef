-- Who took part in a case or reported it: reporter, decider and decider of the objection are
-- three persons (docs/adr/0005-persons.md).

CREATE OR REPLACE FUNCTION violations_took_part(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
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
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND accounts_same_person(report.reporter_id, person)
    )
$$;

-- Who entered a paper of the office decides nothing on it (docs/adr/0053-paper.md).
CREATE OR REPLACE FUNCTION violations_entered_paper(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.violations_defence
        WHERE case_id = wanted AND is_paper AND accounts_same_person(written_by, person)
    ) OR EXISTS (
        SELECT FROM public.violations_appeal
        WHERE case_id = wanted AND is_paper AND accounts_same_person(filed_by, person)
    )
$$;
COMMENT ON FUNCTION violations_entered_paper(bigint, bigint) IS
    'Whether a person entered an answer or objection of the office from paper in a case.';

CREATE OR REPLACE FUNCTION violations_decided_objection(wanted bigint, person bigint)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.violations_decision
        WHERE case_id = wanted AND forum = 'appeal' AND accounts_same_person(decided_by, person)
    )
$$;

-- Who decided in an earlier round of a case that a judgment sent back, or sat in its decision
-- (docs/adr/0060-judgments.md); `violations.facts.deciders_before` is the same in Python.
CREATE OR REPLACE FUNCTION violations_decided_before(wanted bigint, person bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.violations_decision decision
        JOIN public.violations_case kase ON kase.id = decision.case_id
        WHERE decision.case_id = wanted AND decision.round_no < kase.round_no
          AND decision.forum <> 'judgment'
          AND (accounts_same_person(decision.decided_by, person) OR EXISTS (
              SELECT FROM jsonb_array_elements(decision.attendance) AS member
              WHERE accounts_same_person((member->>'user_id')::bigint, person)
                AND (member->>'is_present')::boolean
                AND NOT (member->>'is_recused')::boolean
          ))
    );
END $$;

CREATE OR REPLACE FUNCTION violations_guard_join() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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

CREATE OR REPLACE TRIGGER violations_casereport_four_eyes BEFORE INSERT ON violations_casereport
    FOR EACH ROW EXECUTE FUNCTION violations_guard_join();
ALTER TABLE violations_casereport ENABLE ALWAYS TRIGGER violations_casereport_four_eyes;
