-- Who moves the clocks of reports and cases, whose own time they are, and who has a part in them
-- (workdays/sql/clock_movers.sql).

-- The case of a clock's record; none of a report.
CREATE OR REPLACE FUNCTION violations_clock_case(clock text, subject uuid)
RETURNS SETOF violations_case
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT kase.* FROM public.violations_case kase WHERE kase.id = CASE
        WHEN clock IN ('case.correction', 'case.verification') THEN (
            SELECT case_id FROM public.violations_correctiveaction WHERE public_id = subject)
        WHEN clock = 'case.paper_service' THEN (
            SELECT case_id FROM public.violations_notice WHERE public_id = subject)
        WHEN clock LIKE 'session.%' THEN (
            SELECT sitting.case_id FROM public.violations_sessionseat seat
            JOIN public.violations_hearingsession sitting ON sitting.id = seat.session_id
            WHERE seat.public_id = subject)
        WHEN clock LIKE 'case.%' THEN (
            SELECT id FROM public.violations_case WHERE public_id = subject) END
$$;
COMMENT ON FUNCTION violations_clock_case(text, uuid) IS
    'The case whose clock, or the clock of whose part, this is.';

-- The office's windows are kept by who serves its case; every step of who handles it moves by the
-- deputy, who keeps none.
CREATE OR REPLACE FUNCTION violations_movers(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT 'deputy', NULL::uuid
    WHERE clock IN ('report.triage', 'case.service', 'case.decision', 'case.decision_service',
        'case.result_service', 'case.appeal_decision', 'case.execution', 'case.closing',
        'case.verification', 'case.paper_service', 'session.signature')
    UNION ALL
    SELECT CASE kase.track WHEN 'licence' THEN 'secretariat' ELSE 'agency_manager' END,
        CASE WHEN kase.track <> 'licence' THEN agency.public_id END
    FROM public.violations_clock_case(clock, subject) kase
    LEFT JOIN public.agencies_agency agency ON agency.id = kase.agency_id
    WHERE clock IN ('case.defence', 'case.appeal', 'case.correction')
$$;
COMMENT ON FUNCTION violations_movers(text, uuid) IS
    'The roles that may suspend or extend a clock of a report or a case.';

CREATE OR REPLACE FUNCTION violations_bound(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT side.role, CASE WHEN kase.track <> 'licence' THEN agency.public_id END
    FROM public.violations_clock_case(clock, subject) kase
    LEFT JOIN public.agencies_agency agency ON agency.id = kase.agency_id
    CROSS JOIN LATERAL unnest(CASE kase.track
        WHEN 'licence' THEN ARRAY['committee_chair', 'committee_member']
        ELSE ARRAY['agency_manager', 'agency_appeal', 'agency_clerk'] END) side (role)
    WHERE clock = 'case.decision'
$$;
COMMENT ON FUNCTION violations_bound(text, uuid) IS
    'The roles whose own time a clock of a case is.';

CREATE OR REPLACE FUNCTION violations_barred(clock text, subject uuid, mover bigint)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.violations_clock_case(clock, subject) kase
        WHERE public.violations_reported(kase.id, mover)
           OR public.violations_stood_back(kase.id, mover)
    ) OR clock = 'report.triage' AND EXISTS (
        SELECT FROM public.violations_violationreport
        WHERE public_id = subject AND public.accounts_same_person(reporter_id, mover))
$$;
COMMENT ON FUNCTION violations_barred(text, uuid, bigint) IS
    'Whether a person reported what a clock is of, or stood back from it.';
