-- A role for an agency is given for one that there is (accounts/sql/grants.sql).

CREATE OR REPLACE FUNCTION agencies_guard_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT EXISTS (SELECT FROM agencies_agency WHERE public_id = NEW.scope_id) THEN
        RAISE EXCEPTION 'There is no agency of this role.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER agencies_rolegrant_scope BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW WHEN (NEW.scope_kind = 'agency') EXECUTE FUNCTION agencies_guard_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER agencies_rolegrant_scope;
