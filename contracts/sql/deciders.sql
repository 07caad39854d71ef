-- Who may sign, suspend or end a contract: persons are compared, not accounts.

-- Whoever drafted a contract does not sign it.
CREATE OR REPLACE FUNCTION contracts_guard_signatory() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.drafted_by <> NEW.signed_by
       AND accounts_same_person(NEW.drafted_by, NEW.signed_by) THEN
        PERFORM contracts_refuse('A contract is drafted and signed by two persons.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_signatory
    BEFORE INSERT OR UPDATE OF drafted_by, signed_by ON contracts_contract
    FOR EACH ROW WHEN (NEW.drafted_by IS NOT NULL AND NEW.signed_by IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_signatory();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_signatory;

-- Whoever recorded a document does not suspend or end a contract by it.
CREATE OR REPLACE FUNCTION contracts_guard_recorder() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    recorder bigint;
BEGIN
    SELECT decided_by INTO recorder FROM contracts_endingproof
    WHERE id = CASE NEW.state
            WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END
      AND kind = 'recorded_document';
    IF recorder IS NOT NULL
       AND (NEW.acted_by IS NULL OR accounts_same_person(recorder, NEW.acted_by)) THEN
        PERFORM contracts_refuse('Whoever recorded a document does not act on it.');
    END IF;
    RETURN NEW;
END $$;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act.
CREATE OR REPLACE TRIGGER contracts_contract_two_hands BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION contracts_guard_recorder();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_two_hands;

-- A contract is suspended and ended by a manager of its own agency on that day. Who acted is
-- written with the act; columns of the contract tell the day.
CREATE OR REPLACE FUNCTION contracts_is_manager(agency bigint, account bigint, day date)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT accounts_holds(account, 'agency_manager', public_id, day)
    FROM agencies_agency WHERE id = agency
$$;

CREATE OR REPLACE FUNCTION contracts_guard_actor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := CASE NEW.state WHEN 'suspended' THEN NEW.suspended_on
        WHEN 'active' THEN NEW.reinstated_on WHEN 'expired' THEN NEW.reinstated_on
        WHEN 'termination_notice' THEN NEW.notice_issued_on ELSE NEW.terminated_on END;
BEGIN
    IF contracts_is_manager(NEW.agency_id, NEW.acted_by, day) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.acted_by, TG_RELID) THEN
        PERFORM contracts_refuse('A contract is suspended and ended by its own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act. Triggers fire in the order of their names: this one after the guards of proof and
-- window, whose messages say more.
CREATE OR REPLACE TRIGGER contracts_contract_whose BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
        OR (OLD.state = 'terminated' AND NEW.state IN ('active', 'expired'))
    )
    EXECUTE FUNCTION contracts_guard_actor();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_whose;

CREATE OR REPLACE FUNCTION contracts_keep_actor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('Who acted is written with the act, and stays.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_who_acted
    BEFORE UPDATE OF acted_by ON contracts_contract
    FOR EACH ROW WHEN (NEW.acted_by IS DISTINCT FROM OLD.acted_by
        AND (NEW.state, NEW.ending_proof_id, NEW.suspension_proof_id)
        IS NOT DISTINCT FROM (OLD.state, OLD.ending_proof_id, OLD.suspension_proof_id))
    EXECUTE FUNCTION contracts_keep_actor();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_who_acted;

CREATE OR REPLACE FUNCTION contracts_guard_prover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contract contract WHERE contract.id = NEW.contract_id
          AND contracts_is_manager(contract.agency_id, NEW.decided_by, NEW.decided_on)
    ) AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM contracts_refuse('This proof is written by the contract''s own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_endingproof_whose BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind IN ('urgent', 'final_decision'))
    EXECUTE FUNCTION contracts_guard_prover();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_whose;
