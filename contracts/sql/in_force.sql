-- Which contract was in force on a day.

-- It binds from the later of its first day and its signature (`in_force_from`), to its last day in
-- force, and not before its agency called it its own. Between an end and its reinstatement nothing
-- was in force: `interruptions` has the first day out and the day of the return, in turn. The same
-- rule as `ContractQuerySet.in_force_on`.
CREATE OR REPLACE FUNCTION contracts_in_force_on(kontract contracts_contract, day date)
RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        (kontract.origin = 'own' OR kontract.confirmed_on IS NOT NULL)
        AND kontract.state NOT IN ('draft', 'pending_signature', 'void')
        AND width_bucket(day, kontract.interruptions) % 2 = 0
        AND day BETWEEN kontract.in_force_from AND LEAST(kontract.ends_on,
            COALESCE(kontract.terminated_on, kontract.ended_on, kontract.ends_on)), false)
$$;
COMMENT ON FUNCTION contracts_in_force_on(contracts_contract, date) IS
    'Whether a contract was in force on a day, whatever it is now: the only definition in SQL.';
