-- The end of a signed contract moves later only with an addendum, and never earlier.

-- Checked at the end of the transaction, because the addendum is written after the term.
CREATE OR REPLACE FUNCTION contracts_keep_term() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contractaddendum addendum
        WHERE addendum.contract_id = NEW.id
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
