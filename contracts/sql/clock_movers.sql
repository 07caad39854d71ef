-- Who moves the clocks of contracts (workdays/sql/clock_movers.sql): the agency gives its office
-- time, the deputy gives the agency time. Nobody puts off what an office owes, or until when it
-- contests or takes back an acceptance.

CREATE OR REPLACE FUNCTION contracts_movers(clock text, subject uuid)
RETURNS TABLE (role text, scope uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT 'agency_manager', agency.public_id
    FROM public.contracts_contract held
    JOIN public.agencies_agency agency ON agency.id = held.agency_id
    WHERE held.public_id = subject AND clock = 'contract.notice'
    UNION ALL
    SELECT 'deputy', NULL::uuid WHERE clock = 'contract.paper_service'
$$;
COMMENT ON FUNCTION contracts_movers(text, uuid) IS
    'The roles that may suspend or extend a clock of a contract.';
