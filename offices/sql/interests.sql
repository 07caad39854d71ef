-- Who holds or runs an office acts on none of its matters for the other side.

CREATE OR REPLACE FUNCTION offices_has_interest(office bigint, account bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM offices_office place
        JOIN offices_licenceholder holder ON holder.id = place.holder_id
        JOIN accounts_user person ON person.person_key = holder.national_id_index
        WHERE place.id = office AND person.id = account AND person.person_key <> ''
    ) OR EXISTS (
        SELECT FROM offices_office place
        JOIN accounts_rolegrant held ON held.scope_id = place.public_id
        WHERE place.id = office AND held.role = 'operator'
          AND accounts_in_force(held.starts_on, held.ends_on, held.ended_at, clock_timestamp())
          AND accounts_same_person(held.user_id, account)
    )
$$;
COMMENT ON FUNCTION offices_has_interest(bigint, bigint) IS
    'Whether the person of an account holds the licence of an office or runs it now.';
