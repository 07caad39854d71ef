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
          AND accounts_in_force(held.starts_on, held.ends_on, held.ended_at, pishkhan_now())
          AND accounts_same_person(held.user_id, account)
    )
$$;
COMMENT ON FUNCTION offices_has_interest(bigint, bigint) IS
    'Whether the person of an account holds the licence of an office or runs it now.';

CREATE OR REPLACE FUNCTION offices_is_holder(holder bigint, account bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM offices_licenceholder named
        JOIN accounts_user person ON person.person_key = named.national_id_index
        WHERE named.id = holder AND person.id = account AND person.person_key <> ''
    )
$$;
COMMENT ON FUNCTION offices_is_holder(bigint, bigint) IS
    'Whether the person of an account is a licence holder.';

-- Nobody proposes or decides a pending act on a record of the own office, whatever act it is, and
-- none is confirmed that its proposer could not propose any more. The argument is the query of the
-- office and the holder of the record, by its public key.
CREATE OR REPLACE FUNCTION offices_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    office bigint;
    holder bigint;
    actor bigint;
BEGIN
    EXECUTE TG_ARGV[0] INTO office, holder USING NEW.target_id;
    FOREACH actor IN ARRAY CASE NEW.state WHEN 'pending' THEN ARRAY[NEW.proposed_by]
        WHEN 'refused' THEN ARRAY[NEW.decided_by]
        ELSE ARRAY[NEW.proposed_by, NEW.decided_by] END
    LOOP
        IF offices_has_interest(office, actor) OR offices_is_holder(holder, actor) THEN
            RAISE EXCEPTION 'Who holds or runs the office acts for no other side.'
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Called for each kind of record that leads to an office, by the app of the record.
CREATE OR REPLACE FUNCTION offices_bar_second(record text, query text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text := 'zx_interest_' || record;
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE INSERT OR UPDATE ON approvals_pendingact'
        ' FOR EACH ROW WHEN (NEW.target_type = %L'
        ' AND NEW.state IN (''pending'', ''confirmed'', ''refused''))'
        ' EXECUTE FUNCTION public.offices_guard_second(%L)', name, record, query);
    EXECUTE format('ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER %I', name);
END $$;
COMMENT ON FUNCTION offices_bar_second(text, text) IS
    'Let nobody who holds or runs the office of a record propose or decide pending acts on it.';
REVOKE EXECUTE ON FUNCTION offices_bar_second(text, text) FROM PUBLIC;

SELECT offices_bar_second('offices.office',
    'SELECT id, NULL::bigint FROM offices_office WHERE public_id = $1');
SELECT offices_bar_second('offices.licence',
    'SELECT office_id, holder_id FROM offices_licence WHERE public_id = $1');

-- The scan of a licence and the document of a state are kept by nobody who holds or runs the
-- office.
CREATE OR REPLACE FUNCTION offices_guard_interest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
    of_office bigint := (written ->> 'office_id')::bigint;
BEGIN
    IF TG_TABLE_NAME = 'offices_licencescan' THEN
        SELECT office_id INTO of_office FROM offices_licence
        WHERE id = (written ->> 'licence_id')::bigint;
    END IF;
    IF offices_has_interest(of_office, NEW.kept_by) THEN
        RAISE EXCEPTION 'Who holds or runs the office acts for no other side.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_licencescan_of_others BEFORE INSERT ON offices_licencescan
    FOR EACH ROW EXECUTE FUNCTION offices_guard_interest();
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_of_others;
CREATE OR REPLACE TRIGGER offices_officeletter_of_others BEFORE INSERT ON offices_officeletter
    FOR EACH ROW EXECUTE FUNCTION offices_guard_interest();
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_of_others;
