-- Parts of money: never more than the whole, written once, by the contract's own agency.

CREATE OR REPLACE FUNCTION contracts_guard_remittance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entry contracts_settlement;
    body uuid;
    paid numeric;
BEGIN
    -- One part after the other: the sum of two at once is compared, too.
    SELECT * INTO entry FROM contracts_settlement WHERE id = NEW.settlement_id FOR UPDATE;
    SELECT coalesce(sum(amount), 0) INTO paid FROM contracts_remittance
        WHERE settlement_id = NEW.settlement_id;
    IF entry.settled_on IS NOT NULL OR entry.reverses_id IS NOT NULL
       OR EXISTS (SELECT FROM contracts_settlement WHERE reverses_id = entry.id) THEN
        PERFORM contracts_refuse('This settlement is not to be remitted.');
    ELSIF paid + NEW.amount > entry.amount THEN
        PERFORM contracts_refuse('Remittances do not exceed their settlement.');
    ELSIF NEW.paid_on < entry.period_first THEN
        PERFORM contracts_refuse('A period is not remitted before it begins.');
    END IF;
    SELECT agency.public_id INTO body FROM contracts_contract contract
        JOIN agencies_agency agency ON agency.id = contract.agency_id
        WHERE contract.id = entry.contract_id;
    IF NOT (accounts_holds(NEW.recorded_by, 'agency_manager', body, NEW.recorded_on)
            OR accounts_holds(NEW.recorded_by, 'agency_clerk', body, NEW.recorded_on))
       AND NOT accounts_nobodys(NEW.recorded_by, TG_RELID) THEN
        PERFORM contracts_refuse('A remittance is recorded by the contract''s own agency.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_remittance_guarded BEFORE INSERT ON contracts_remittance
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_remittance();
ALTER TABLE contracts_remittance ENABLE ALWAYS TRIGGER contracts_remittance_guarded;

-- A settlement is remitted when its parts reach it, on the last of their days, and names one of
-- them. The loader alone writes one without parts, as an earlier release did.
CREATE OR REPLACE FUNCTION contracts_guard_remitted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    parts bigint;
    paid numeric;
    last_on date;
BEGIN
    SELECT count(*), sum(amount), max(paid_on) INTO parts, paid, last_on
        FROM contracts_remittance WHERE settlement_id = NEW.id;
    IF parts = 0 AND accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF (paid, last_on) IS DISTINCT FROM (NEW.amount::numeric, NEW.settled_on) OR NOT EXISTS (
        SELECT FROM contracts_remittance WHERE settlement_id = NEW.id
          AND voucher = NEW.settled_source AND recorded_by = NEW.settled_by
    ) THEN
        PERFORM contracts_refuse('A settlement is remitted when its remittances reach it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_remitted BEFORE UPDATE ON contracts_settlement
    FOR EACH ROW WHEN (OLD.settled_on IS NULL AND NEW.settled_on IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_remitted();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_remitted;

CREATE OR REPLACE TRIGGER contracts_settlement_new BEFORE INSERT ON contracts_settlement
    FOR EACH ROW WHEN (NEW.settled_on IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_remitted();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_new;

CREATE OR REPLACE FUNCTION contracts_guard_call() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_guarantee;
    proof contracts_endingproof;
    called numeric;
BEGIN
    SELECT * INTO held FROM contracts_guarantee WHERE id = NEW.guarantee_id FOR UPDATE;
    SELECT * INTO proof FROM contracts_endingproof WHERE id = NEW.proof_id;
    SELECT coalesce(sum(amount), 0) INTO called FROM contracts_guaranteecall
        WHERE guarantee_id = NEW.guarantee_id;
    IF held.state <> 'held' OR held.expires_on < NEW.called_on THEN
        PERFORM contracts_refuse('Only a guarantee that is held is called.');
    ELSIF called + NEW.amount > held.amount THEN
        PERFORM contracts_refuse('Calls do not exceed their guarantee.');
    ELSIF proof.contract_id <> held.contract_id OR proof.is_waiting
       OR proof.kind NOT IN ('final_decision', 'decided_review', 'recorded_document') THEN
        PERFORM contracts_refuse('A guarantee is called on a decided proof of its own contract.');
    ELSIF NOT EXISTS (
        SELECT FROM contracts_contract contract WHERE contract.id = held.contract_id
          AND contracts_is_manager(contract.agency_id, NEW.called_by, NEW.called_on)
    ) AND NOT accounts_nobodys(NEW.called_by, TG_RELID) THEN
        PERFORM contracts_refuse('A guarantee is called by its own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_guaranteecall_guarded BEFORE INSERT ON contracts_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_call();
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER contracts_guaranteecall_guarded;

CREATE OR REPLACE FUNCTION contracts_guard_called() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT sum(amount) FROM contracts_guaranteecall WHERE guarantee_id = NEW.id)
       <> NEW.amount THEN
        PERFORM contracts_refuse('A guarantee is called when its calls reach it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_guarantee_under_calls BEFORE UPDATE ON contracts_guarantee
    FOR EACH ROW WHEN (OLD.state <> 'called' AND NEW.state = 'called')
    EXECUTE FUNCTION contracts_guard_called();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_under_calls;

CREATE OR REPLACE FUNCTION contracts_keep_payments() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('A remittance or call is neither changed nor deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_remittance_kept
    BEFORE UPDATE OR DELETE ON contracts_remittance
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_payments();
ALTER TABLE contracts_remittance ENABLE ALWAYS TRIGGER contracts_remittance_kept;

CREATE OR REPLACE TRIGGER contracts_remittance_whole BEFORE TRUNCATE ON contracts_remittance
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_payments();
ALTER TABLE contracts_remittance ENABLE ALWAYS TRIGGER contracts_remittance_whole;

CREATE OR REPLACE TRIGGER contracts_guaranteecall_kept
    BEFORE UPDATE OR DELETE ON contracts_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_payments();
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER contracts_guaranteecall_kept;

CREATE OR REPLACE TRIGGER contracts_guaranteecall_whole BEFORE TRUNCATE ON contracts_guaranteecall
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_payments();
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER contracts_guaranteecall_whole;
