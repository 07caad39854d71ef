-- An imported contract does nothing before its agency has called it its own.

CREATE OR REPLACE FUNCTION contracts_is_confirmed(contract bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT origin <> 'import' OR confirmed_on IS NOT NULL
    FROM contracts_contract WHERE id = contract
$$;

-- What is entered as existing has begun, and is active or has ended: nothing binds an office that
-- it neither accepted nor can contest, and a suspension has its document here.
CREATE OR REPLACE FUNCTION contracts_guard_existing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.starts_on > pishkhan_today() OR NEW.signed_on > pishkhan_today() THEN
        PERFORM contracts_refuse('A contract that is entered as existing has begun.');
    END IF;
    IF NEW.state NOT IN ('active', 'expired', 'terminated', 'ended_mutual', 'settled') THEN
        PERFORM contracts_refuse('An existing contract enters as active, or as it ended.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_existing BEFORE INSERT ON contracts_contract
    FOR EACH ROW WHEN (NEW.origin = 'import') EXECUTE FUNCTION contracts_guard_existing();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_existing;

-- The clock alone moves it, when its days are over; a running one that is not the agency's is void.
CREATE OR REPLACE FUNCTION contracts_guard_unconfirmed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state = 'void' THEN
        IF NEW.disowned_on IS NULL THEN
            PERFORM contracts_refuse('A signed contract is void where it is not the agency''s.');
        END IF;
    ELSIF OLD.origin = 'import' AND OLD.confirmed_on IS NULL AND NEW.confirmed_on IS NULL
          AND (NEW.state NOT IN ('active', 'expired', 'renewed')
               OR OLD.disowned_on IS NOT NULL) THEN
        PERFORM contracts_refuse('An unconfirmed contract is neither suspended nor ended.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_unconfirmed BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND OLD.state NOT IN ('draft', 'pending_signature'))
    EXECUTE FUNCTION contracts_guard_unconfirmed();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_unconfirmed;

-- The agency's own manager says it once: ours, or not ours.
CREATE OR REPLACE FUNCTION contracts_guard_confirmation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who bigint := COALESCE(NEW.confirmed_by, NEW.disowned_by);
BEGIN
    IF OLD.confirmed_on IS NOT NULL OR OLD.disowned_on IS NOT NULL OR OLD.origin <> 'import' THEN
        PERFORM contracts_refuse('An imported contract is called the agency''s own or not, once.');
    END IF;
    IF contracts_is_manager(
        NEW.agency_id, who, COALESCE(NEW.confirmed_on, NEW.disowned_on)) IS NOT TRUE
       AND NOT accounts_nobodys(who, TG_RELID) THEN
        PERFORM contracts_refuse('An imported contract is confirmed by its own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_confirmation BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.confirmed_on, NEW.confirmed_by, NEW.disowned_on, NEW.disowned_by)
        IS DISTINCT FROM (OLD.confirmed_on, OLD.confirmed_by, OLD.disowned_on, OLD.disowned_by)
    )
    EXECUTE FUNCTION contracts_guard_confirmation();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_confirmation;

CREATE OR REPLACE FUNCTION contracts_guard_of_unconfirmed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT contracts_is_confirmed(NEW.contract_id) THEN
        PERFORM contracts_refuse('Nothing rests on a contract before its agency confirms it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_endingproof_confirmed BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_of_unconfirmed();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_confirmed;

CREATE OR REPLACE TRIGGER contracts_settlement_confirmed BEFORE INSERT ON contracts_settlement
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_of_unconfirmed();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_confirmed;

CREATE OR REPLACE TRIGGER contracts_addendum_confirmed BEFORE INSERT ON contracts_contractaddendum
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_of_unconfirmed();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_addendum_confirmed;

-- A contract is entered once: what came with it (its guarantee) is not added by a second entry.
CREATE OR REPLACE FUNCTION contracts_guard_entered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = NEW.target_type AND target_id = NEW.target_id
    ) THEN
        PERFORM contracts_refuse('A contract is entered once.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_auditevent_entered BEFORE INSERT ON audit_auditevent
    FOR EACH ROW WHEN (
        NEW.target_type = 'contracts.contract' AND NEW.verb = 'contract.imported'
    )
    EXECUTE FUNCTION contracts_guard_entered();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER contracts_auditevent_entered;
