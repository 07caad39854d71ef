-- A role for an office is given for one that there is (accounts/sql/grants.sql).

CREATE OR REPLACE FUNCTION offices_guard_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT EXISTS (SELECT FROM offices_office WHERE public_id = NEW.scope_id) THEN
        RAISE EXCEPTION 'There is no office of this role.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_rolegrant_scope BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW WHEN (NEW.scope_kind = 'office') EXECUTE FUNCTION offices_guard_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER offices_rolegrant_scope;
