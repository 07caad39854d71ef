-- An office declines a contract that waits for its acceptance; then it never comes in force, unless
-- the agency takes it back to the draft and sends it again.

CREATE OR REPLACE FUNCTION contracts_guard_declined() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.declined_on IS NOT NULL THEN
        IF NEW.declined_on IS NULL AND NEW.state = 'draft' AND OLD.state <> 'draft' THEN
            RETURN NEW;
        END IF;
        PERFORM contracts_refuse('What the office declined stays so, until it is a draft again.');
    END IF;
    IF OLD.state <> 'pending_signature' OR NEW.state <> 'pending_signature'
       OR OLD.accepted_on IS NOT NULL THEN
        PERFORM contracts_refuse('A contract is declined while it waits for its acceptance.');
    END IF;
    IF NEW.declined_on <> pishkhan_today() AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('A contract is declined on the day of its writing.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_decline BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.declined_on, NEW.declined_by, NEW.decline_reason)
        IS DISTINCT FROM (OLD.declined_on, OLD.declined_by, OLD.decline_reason)
    )
    EXECUTE FUNCTION contracts_guard_declined();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_decline;
