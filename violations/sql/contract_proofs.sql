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
    IF kase.executed_on IS NULL AND proof.decided_on < kase.execution_since THEN
        PERFORM violations_refuse('A reduced sanction is carried out in its case.');
    END IF;
    IF NEW.state = 'suspended' AND kase.sanction = 'suspension'
       AND NEW.suspended_until > NEW.suspended_on + kase.sanction_days - 1
       AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_refuse('A suspension has no more days than its decision.');
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

-- Nor is the receipt of the termination notice, or of a letter of the case itself, entered by who
-- stood back from that case; one of the case by nobody who holds or runs its office.
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
    ) OR EXISTS (
        SELECT FROM notices_letter letter
        JOIN violations_case kase ON kase.public_id = letter.subject_id
        WHERE letter.id = NEW.letter_id AND letter.subject_type = 'violations.case'
          AND violations_stood_back(kase.id, NEW.recorded_by)
    ) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    IF EXISTS (
        SELECT FROM notices_letter letter
        JOIN violations_case kase ON kase.public_id = letter.subject_id
        WHERE letter.id = NEW.letter_id AND letter.subject_type = 'violations.case'
          AND violations_has_interest(kase.id, NEW.recorded_by)
    ) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_dispatch_entered BEFORE INSERT ON notices_dispatch
    FOR EACH ROW WHEN (NEW.channel = 'paper') EXECUTE FUNCTION violations_guard_receipt();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER violations_dispatch_entered;

-- The service of an earlier day is confirmed by nobody who stood back from the case of its proof.
CREATE OR REPLACE FUNCTION violations_guard_service_confirmer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract held
        JOIN contracts_endingproof proof ON proof.id = held.ending_proof_id
        JOIN violations_case kase ON kase.public_id = proof.source_id
        WHERE held.public_id = NEW.target_id AND proof.kind = 'final_decision'
          AND (violations_stood_back(kase.id, NEW.decided_by)
            OR (NEW.state = 'confirmed' AND violations_stood_back(kase.id, NEW.proposed_by)))
    ) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_pendingact_service BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.act = 'contract.serve-notice' AND NEW.state IN ('confirmed', 'refused')
        AND OLD.state = 'pending'
    )
    EXECUTE FUNCTION violations_guard_service_confirmer();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER violations_pendingact_service;

-- A suspension is made shorter by what reduced its decision alone: to the days of the sanction as
-- it stands, counted from the first day. One to which a withdrawn termination notice would return
-- is, too.
CREATE OR REPLACE FUNCTION violations_guard_shortened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.suspended_on <> OLD.suspended_on OR NEW.suspended_until >= OLD.suspended_until
       OR (NOT EXISTS (
        SELECT FROM contracts_endingproof proof
        JOIN violations_case kase ON kase.public_id = proof.source_id
        WHERE proof.id = NEW.suspension_proof_id AND proof.kind = 'final_decision'
          AND kase.outcome = 'proven' AND kase.sanction = 'suspension'
          AND NEW.suspended_until = NEW.suspended_on + kase.sanction_days - 1
          AND EXISTS (
            SELECT FROM violations_decision later
            WHERE later.case_id = kase.id AND later.round_no = kase.round_no
              AND later.forum IN ('appeal', 'judgment') AND later.sanction = kase.sanction
              AND later.sanction_days = kase.sanction_days)
    ) AND NOT EXISTS (
        -- A judgment on the suspension itself (contracts/sql/judgments.sql).
        SELECT FROM contracts_endingproof judgment
        WHERE judgment.judged_id = NEW.suspension_proof_id AND judgment.judged_act = 'suspend'
          AND judgment.judgment_result = 'reduced' AND judgment.in_force_on IS NOT NULL
          AND NEW.suspended_until = NEW.suspended_on + judgment.judged_days - 1
    )) THEN
        PERFORM violations_refuse('A suspension is made shorter to the days of its judgment.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_contract_shortened BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        OLD.suspended_until IS NOT NULL AND NEW.suspended_until IS NOT NULL
        AND NEW.suspension_proof_id = OLD.suspension_proof_id
        AND (NEW.suspended_on, NEW.suspended_until)
            IS DISTINCT FROM (OLD.suspended_on, OLD.suspended_until)
    )
    EXECUTE FUNCTION violations_guard_shortened();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER violations_contract_shortened;

-- Who decided a case, or rejected its objection, records no judgment on what rests on it.
CREATE OR REPLACE FUNCTION violations_guard_judge() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_endingproof judged
        JOIN violations_case kase ON kase.public_id = judged.source_id
        JOIN violations_decision decision ON decision.case_id = kase.id
        WHERE judged.id = NEW.judged_id AND judged.kind = 'final_decision'
          AND accounts_same_person(decision.decided_by, NEW.decided_by)
    ) THEN
        PERFORM violations_refuse('Whoever decided does not record the judgment on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_endingproof_judge BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'judgment') EXECUTE FUNCTION violations_guard_judge();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER violations_endingproof_judge;

-- At the end of the transaction that reduced a sanction no suspension on it has more days.
CREATE OR REPLACE FUNCTION violations_guard_reduced_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM contracts_contract held
        JOIN contracts_endingproof proof ON proof.id = held.suspension_proof_id
        WHERE proof.source_id = NEW.public_id AND proof.kind = 'final_decision'
          AND held.state IN ('suspended', 'termination_notice')
          AND held.suspended_until > held.suspended_on + NEW.sanction_days - 1
    ) THEN
        PERFORM violations_refuse('A reduced suspension has the days of its judgment.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_case_reduced_days ON violations_case;
CREATE CONSTRAINT TRIGGER violations_case_reduced_days AFTER UPDATE ON violations_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        NEW.sanction = 'suspension' AND OLD.outcome = 'proven'
        AND (NEW.sanction, NEW.sanction_days) IS DISTINCT FROM (OLD.sanction, OLD.sanction_days))
    EXECUTE FUNCTION violations_guard_reduced_days();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_reduced_days;
