-- Who moves the clocks of reviews and duties, whose own time they are, and who has a part in them
-- (workdays/sql/clock_movers.sql).

-- The agency gives its office time to answer; the deputy gives the agency time.
CREATE OR REPLACE FUNCTION oversight_movers(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT 'agency_manager', agency.public_id
    FROM public.oversight_terminationreview review
    JOIN public.agencies_agency agency ON agency.id = review.agency_id
    WHERE review.public_id = subject AND clock = 'review.hearing'
    UNION ALL
    SELECT 'deputy', NULL::uuid
    WHERE clock IN ('review.service', 'review.decision', 'review.paper_service')
    UNION ALL
    -- Other duties follow the clock of their case or review.
    SELECT 'deputy', NULL::uuid FROM public.oversight_duty duty
    WHERE clock = 'duty' AND duty.public_id = subject AND (
        duty.kind IN ('serve', 'reinstate', 'carry_out', 'terminate')
        OR duty.kind = 'review' AND NOT EXISTS (
            SELECT FROM public.oversight_terminationreview_flags
            WHERE flag_id = duty.flag_id))
$$;
COMMENT ON FUNCTION oversight_movers(text, uuid) IS
    'The roles that may suspend or extend a clock of a review or a duty.';

CREATE OR REPLACE FUNCTION oversight_bound(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT side.role, agency.public_id
    FROM public.oversight_terminationreview review
    JOIN public.agencies_agency agency ON agency.id = review.agency_id
    CROSS JOIN unnest(ARRAY['agency_manager', 'agency_appeal', 'agency_clerk']) side (role)
    WHERE review.public_id = subject AND clock IN ('review.service', 'review.decision')
$$;
COMMENT ON FUNCTION oversight_bound(text, uuid) IS
    'The roles whose own time a clock of a review is.';

CREATE OR REPLACE FUNCTION oversight_barred(clock text, subject uuid, mover bigint)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT clock LIKE 'review.%' AND EXISTS (
        SELECT FROM public.oversight_terminationreview review
        WHERE review.public_id = subject AND public.oversight_had_part(review.id, mover)
    ) OR clock IN ('contract.notice', 'contract.paper_service') AND EXISTS (
        SELECT FROM public.contracts_contract held
        WHERE held.public_id = subject
          AND (public.contracts_stood_back(held.agency_id, held.office_id, mover)
            OR public.oversight_barred_by_proof(held.ending_proof_id, mover)))
$$;
COMMENT ON FUNCTION oversight_barred(text, uuid, bigint) IS
    'Whether a person has a part in the review or the contract whose clock this is.';
