-- What a final decision proves when a contract is suspended or ended.

-- A final decision proves an ending only if it is final, proven, and on that very contract.
CREATE OR REPLACE FUNCTION violations_guard_proof() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'final_decision' AND NOT EXISTS (
        SELECT 1 FROM violations_case kase
        JOIN contracts_contract contract ON contract.id = NEW.contract_id
        WHERE kase.public_id = NEW.source_id
          AND kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
          AND kase.track = 'contract'
          AND kase.agency_id = contract.agency_id
          AND (kase.contract_id = contract.id
               OR (kase.office_id = contract.office_id
                   AND contract.renewed_from_id = kase.contract_id))
    ) THEN
        PERFORM violations_refuse(
            'The proof is a final proven decision on this contract by its own agency.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_proof_of_decision
    BEFORE INSERT OR UPDATE ON contracts_endingproof
    FOR EACH ROW EXECUTE FUNCTION violations_guard_proof();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER violations_proof_of_decision;

-- A final decision carries an act only while it stands, and no heavier act than its sanction. It
-- is read again at each move of the contract, because a court may have annulled it since.
CREATE OR REPLACE FUNCTION violations_guard_carried() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    proof contracts_endingproof;
    heavy text[] := CASE NEW.state
        WHEN 'suspended'
        THEN ARRAY['suspension', 'termination_review', 'licence_cancellation_referral']
        ELSE ARRAY['termination_review', 'licence_cancellation_referral'] END;
BEGIN
    SELECT * INTO proof FROM contracts_endingproof WHERE id = CASE NEW.state
        WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END;
    IF proof.kind IS DISTINCT FROM 'final_decision' THEN
        RETURN NEW;
    END IF;
    -- Waits for a judgment that is being written.
    SELECT * INTO kase FROM violations_case WHERE public_id = proof.source_id FOR SHARE;
    IF NOT FOUND OR kase.state NOT IN ('final', 'closed') OR kase.outcome <> 'proven' THEN
        PERFORM violations_refuse('The decision of the proof does not stand any more.');
    END IF;
    IF kase.sanction <> ALL (heavy) THEN
        PERFORM violations_refuse(
            format('A decision with the sanction %s does not carry this.', kase.sanction));
    END IF;
    RETURN NEW;
END $$;

-- Who stood back from a case does not suspend or end a contract by its decision.
CREATE OR REPLACE FUNCTION violations_guard_carrier() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_endingproof proof
        JOIN violations_case kase ON kase.public_id = proof.source_id
        WHERE proof.id = CASE NEW.state
                WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END
          AND proof.kind = 'final_decision' AND violations_stood_back(kase.id, NEW.acted_by)
    ) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_contract_carrier BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION violations_guard_carrier();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER violations_contract_carrier;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act.
CREATE OR REPLACE TRIGGER violations_contract_carried BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION violations_guard_carried();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER violations_contract_carried;

-- Nor is the receipt of the termination notice entered by who stood back from that case.
CREATE OR REPLACE FUNCTION violations_guard_receipt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM notices_letter letter
        JOIN contracts_contract held ON held.notice_id = letter.subject_id
        JOIN contracts_endingproof proof ON proof.id = held.ending_proof_id
        JOIN violations_case kase ON kase.public_id = proof.source_id
        WHERE letter.id = NEW.letter_id AND letter.kind = 'contract.termination'
          AND proof.kind = 'final_decision' AND violations_stood_back(kase.id, NEW.recorded_by)
    ) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_dispatch_entered BEFORE INSERT ON notices_dispatch
    FOR EACH ROW WHEN (NEW.channel = 'paper') EXECUTE FUNCTION violations_guard_receipt();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER violations_dispatch_entered;
