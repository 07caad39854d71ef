-- Services carry copies of columns of their contract, so that the exclusion constraint can
-- compare them.

CREATE OR REPLACE FUNCTION contracts_fill_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE kontract contracts_contract;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT * INTO kontract FROM contracts_contract WHERE id = OLD.contract_id;
        IF kontract.state NOT IN ('draft', 'pending_signature') THEN
            PERFORM contracts_refuse('A service of a signed contract is ended, not deleted.');
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.contract_id, NEW.service_id)
       IS DISTINCT FROM (OLD.contract_id, OLD.service_id) THEN
        PERFORM contracts_refuse('A service stays with its contract.');
    END IF;
    SELECT * INTO kontract FROM contracts_contract WHERE id = NEW.contract_id;
    IF NOT EXISTS (
        SELECT 1 FROM agencies_service
        WHERE id = NEW.service_id AND agency_id = kontract.agency_id
    ) THEN
        PERFORM contracts_refuse('A contract names services of its own agency.');
    END IF;
    NEW.office_id := kontract.office_id;
    NEW.agency_id := kontract.agency_id;
    NEW.starts_on := kontract.starts_on;
    NEW.ends_on := GREATEST(kontract.starts_on,
        LEAST(kontract.ends_on, COALESCE(kontract.ended_on, kontract.ends_on)));
    NEW.state := kontract.state;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractservice_filled
    BEFORE INSERT OR UPDATE OR DELETE ON contracts_contractservice
    FOR EACH ROW EXECUTE FUNCTION contracts_fill_service();
ALTER TABLE contracts_contractservice ENABLE ALWAYS TRIGGER contracts_contractservice_filled;

CREATE OR REPLACE FUNCTION contracts_copy_to_services() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- In order of service, so that two contracts never wait for each other crosswise.
    PERFORM 1 FROM contracts_contractservice
        WHERE contract_id = NEW.id ORDER BY service_id FOR UPDATE;
    UPDATE contracts_contractservice SET updated_at = NEW.updated_at WHERE contract_id = NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_copied
    AFTER UPDATE OF state, starts_on, ends_on, ended_on ON contracts_contract
    FOR EACH ROW WHEN (
        (OLD.state, OLD.starts_on, OLD.ends_on, OLD.ended_on)
        IS DISTINCT FROM (NEW.state, NEW.starts_on, NEW.ends_on, NEW.ended_on)
    )
    EXECUTE FUNCTION contracts_copy_to_services();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_copied;
