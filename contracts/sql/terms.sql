-- The terms of a signed contract change only by an addendum that is in force, and its end never
-- moves earlier.

-- Checked at the end of the transaction, because the addendum may be written after the term.
CREATE OR REPLACE FUNCTION contracts_keep_term() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contractaddendum addendum
        WHERE addendum.contract_id = NEW.id AND addendum.state = 'in_force'
          AND addendum.before ->> 'ends_on' = OLD.ends_on::text
          AND addendum.after ->> 'ends_on' = NEW.ends_on::text
    ) THEN
        PERFORM contracts_refuse('The last day of a signed contract moves by an addendum.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_contract_term ON contracts_contract;
CREATE CONSTRAINT TRIGGER contracts_contract_term
    AFTER UPDATE OF ends_on ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state NOT IN ('draft', 'pending_signature')
          AND NEW.ends_on <> OLD.ends_on)
    EXECUTE FUNCTION contracts_keep_term();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_term;

CREATE OR REPLACE FUNCTION contracts_keep_terms() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM contracts_contractaddendum addendum
        WHERE addendum.contract_id = NEW.id AND addendum.state = 'in_force'
          AND (NEW.value IS NOT DISTINCT FROM OLD.value
               OR (addendum.after ->> 'value')::numeric = NEW.value)
          AND (NEW.notice_days = OLD.notice_days
               OR (addendum.after ->> 'notice_days')::integer = NEW.notice_days)
          AND (NEW.retention_percent = OLD.retention_percent
               OR (addendum.after ->> 'retention_percent')::numeric = NEW.retention_percent)
    ) THEN
        PERFORM contracts_refuse('The terms of a signed contract change by an addendum.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_contract_terms ON contracts_contract;
CREATE CONSTRAINT TRIGGER contracts_contract_terms
    AFTER UPDATE OF value, notice_days, retention_percent ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state NOT IN ('draft', 'pending_signature')
          AND (NEW.value, NEW.notice_days, NEW.retention_percent)
          IS DISTINCT FROM (OLD.value, OLD.notice_days, OLD.retention_percent))
    EXECUTE FUNCTION contracts_keep_terms();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_terms;

-- An imported contract that its agency has not confirmed is written with its services.
CREATE OR REPLACE FUNCTION contracts_keep_added_services() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM contracts_contract
        WHERE id = NEW.contract_id AND state NOT IN ('draft', 'pending_signature')
          AND NOT (origin = 'import' AND confirmed_on IS NULL)
    ) AND NOT EXISTS (
        SELECT FROM contracts_contractaddendum addendum
        WHERE addendum.contract_id = NEW.contract_id AND addendum.state = 'in_force'
          AND addendum.added_services @> to_jsonb(NEW.service_id)
    ) THEN
        PERFORM contracts_refuse('A service is added to a signed contract by an addendum.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractservice_added
    BEFORE INSERT ON contracts_contractservice
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_added_services();
ALTER TABLE contracts_contractservice ENABLE ALWAYS TRIGGER contracts_contractservice_added;
