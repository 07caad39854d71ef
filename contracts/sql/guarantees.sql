-- A guarantee stays as its issuer wrote it: only its state moves, and only forward.

CREATE OR REPLACE FUNCTION contracts_keep_guarantee() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM contracts_refuse('A guarantee is given back or called, never deleted.');
    ELSIF (NEW.contract_id, NEW.kind, NEW.number, NEW.issuer, NEW.amount, NEW.expires_on,
           NEW.excess_reason)
          IS DISTINCT FROM
          (OLD.contract_id, OLD.kind, OLD.number, OLD.issuer, OLD.amount, OLD.expires_on,
           OLD.excess_reason) THEN
        PERFORM contracts_refuse('A guarantee is not rewritten; another one takes its place.');
    ELSIF NOT (
        OLD.state = NEW.state
        OR OLD.state = 'held' AND NEW.state IN ('expired', 'released', 'called')
        OR OLD.state = 'expired' AND NEW.state = 'released'
    ) THEN
        PERFORM contracts_refuse('A guarantee does not come back.');
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER contracts_guarantee_kept BEFORE UPDATE OR DELETE ON contracts_guarantee
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_guarantee();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_kept;

-- A new guarantee is held; the loader of samples and tests writes what became of it, too.
CREATE OR REPLACE FUNCTION contracts_guard_new_guarantee() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('A new guarantee is held.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_guarantee_new BEFORE INSERT ON contracts_guarantee
    FOR EACH ROW WHEN (NEW.state <> 'held') EXECUTE FUNCTION contracts_guard_new_guarantee();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_new;

-- A guarantee of a contract in force is given back when others secure the contract as it did: its
-- sum, to the last day (contracts.facts.money.is_covered).
CREATE OR REPLACE FUNCTION contracts_guard_cover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kontract contracts_contract;
BEGIN
    SELECT * INTO kontract FROM contracts_contract WHERE id = NEW.contract_id;
    IF accounts_is_loader(TG_RELID) OR NEW.expires_on < pishkhan_today()
       OR kontract.state NOT IN ('active', 'suspended', 'termination_notice')
       OR NOT EXISTS (
        SELECT FROM agencies_agency WHERE id = kontract.agency_id AND requires_guarantee
    ) THEN
        RETURN NEW;
    END IF;
    IF (
        SELECT coalesce(sum(other.amount - (
            SELECT coalesce(sum(amount), 0) FROM contracts_guaranteecall
            WHERE guarantee_id = other.id)), 0)
        FROM contracts_guarantee other
        WHERE other.contract_id = kontract.id AND other.id <> NEW.id AND other.state = 'held'
          AND other.expires_on >= LEAST(NEW.expires_on, kontract.ends_on)
    ) < NEW.amount - (
        SELECT coalesce(sum(amount), 0) FROM contracts_guaranteecall WHERE guarantee_id = NEW.id
    ) THEN
        PERFORM contracts_refuse('A contract in force stays secured, in sum and to its last day.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_guarantee_covered BEFORE UPDATE ON contracts_guarantee
    FOR EACH ROW WHEN (OLD.state = 'held' AND NEW.state = 'released')
    EXECUTE FUNCTION contracts_guard_cover();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_covered;

-- A guarantee of an ended contract is given back when nothing of its settlements is left open.
CREATE OR REPLACE FUNCTION contracts_guard_books() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM contracts_contract kontract
        JOIN contracts_settlement entry ON entry.contract_id = kontract.id
        WHERE kontract.id = NEW.contract_id AND entry.settled_on IS NULL
          AND kontract.state IN ('terminated', 'expired', 'ended_mutual')
          AND entry.reverses_id IS NULL AND NOT EXISTS (
            SELECT FROM contracts_settlement counter WHERE counter.reverses_id = entry.id)
    ) THEN
        PERFORM contracts_refuse(
            'A guarantee is given back after the settlements of its contract.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_guarantee_settled BEFORE UPDATE ON contracts_guarantee
    FOR EACH ROW WHEN (OLD.state <> 'released' AND NEW.state = 'released')
    EXECUTE FUNCTION contracts_guard_books();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_settled;
