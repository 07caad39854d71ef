-- An event is of who holds the role in which it is recorded, for a verb of that role, on a record
-- of the agency or the office of that role.

-- The agency and the office of a record; nothing of a record that belongs to neither.
CREATE OR REPLACE FUNCTION audit_parties(of_type text, of_id text, OUT agency uuid, OUT office uuid)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency_key bigint;
    office_key bigint;
BEGIN
    CASE of_type
        WHEN 'contracts.contract' THEN
            SELECT agency_id, office_id INTO agency_key, office_key
            FROM contracts_contract WHERE public_id = of_id::uuid;
        WHEN 'violations.case' THEN
            SELECT CASE track WHEN 'contract' THEN agency_id END, office_id
            INTO agency_key, office_key
            FROM violations_case WHERE public_id = of_id::uuid;
        WHEN 'oversight.terminationreview' THEN
            SELECT agency_id, office_id INTO agency_key, office_key
            FROM oversight_terminationreview WHERE public_id = of_id::uuid;
        ELSE RETURN;
    END CASE;
    agency := (SELECT public_id FROM agencies_agency WHERE id = agency_key);
    office := (SELECT public_id FROM offices_office WHERE id = office_key);
END $$;

CREATE OR REPLACE FUNCTION audit_is_doers(made audit_auditevent) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    roles text[] := audit_roles_of(made.verb);
    parties record;
BEGIN
    IF roles IS NULL OR NOT (made.actor_role = ANY (roles) OR '*' = ANY (roles)) THEN
        RETURN false;
    ELSIF made.actor_role = 'system' THEN
        -- The clock, or a person without a role, who acts on the own account.
        RETURN EXISTS (SELECT FROM accounts_user WHERE id = made.actor_id AND (
            username = 'system' OR (made.target_type = 'accounts.user'
                AND public_id::text = made.target_id AND made.verb LIKE 'user.%')));
    ELSIF NOT EXISTS (
        SELECT FROM accounts_rolegrant held JOIN accounts_user holder ON holder.id = held.user_id
        WHERE held.id = made.grant_id AND held.user_id = made.actor_id
          AND held.role = made.actor_role AND holder.is_active
          AND accounts_in_force(held.starts_on, held.ends_on, held.ended_at, pishkhan_now())
    ) THEN
        RETURN false;
    ELSIF '*' = ANY (roles) THEN
        RETURN true;
    END IF;
    SELECT * INTO parties FROM audit_parties(made.target_type, made.target_id);
    RETURN CASE
        WHEN made.actor_role IN ('agency_manager', 'agency_clerk', 'agency_appeal') THEN
            parties.agency IS NULL OR accounts_holds_at(
                made.actor_id, made.actor_role, parties.agency, pishkhan_now())
        WHEN made.actor_role = 'operator' THEN
            parties.office IS NULL OR accounts_holds_at(
                made.actor_id, made.actor_role, parties.office, pishkhan_now())
        ELSE true END;
END $$;
COMMENT ON FUNCTION audit_is_doers(audit_auditevent) IS
    'Whether the actor of an event held the role for its verb on its record at this moment.';

CREATE OR REPLACE FUNCTION audit_guard_doer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF NOT audit_is_doers(NEW) THEN
        RAISE EXCEPTION 'An event is of who holds the role for it: % by %.',
            NEW.verb, coalesce(nullif(NEW.actor_role, ''), 'nobody')
            USING ERRCODE = 'check_violation';
    END IF;
    -- What follows from an act by a rule is of the clock, also in the session of a person.
    IF coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.actor_id::text)
       AND NEW.actor_role <> 'system' THEN
        RAISE EXCEPTION 'A session leaves the events of its own person: not % by another.',
            NEW.verb USING ERRCODE = 'check_violation';
    END IF;
    IF audit_only_reads(NEW.verb) AND NEW.changes ?| '{state,sealed}'::text[] THEN
        RAISE EXCEPTION 'Who reads a record names no state and no row of it: %.', NEW.verb
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER audit_auditevent_doer AFTER INSERT ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_guard_doer();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_doer;
