-- A recusal reaches what rests on the case, or on a review that counts it: who stood back neither
-- does, undoes, serves nor moves an act on a contract by that proof, calls no guarantee on it, and
-- records or confirms no judgment on it (docs/adr/0083-recusal-reaches-cases.md).

CREATE OR REPLACE FUNCTION oversight_barred_by_proof(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM contracts_endingproof proof
        JOIN violations_case kase ON kase.public_id = proof.source_id
        WHERE proof.id = wanted AND proof.kind = 'final_decision'
          AND violations_stood_back(kase.id, person)
    ) OR EXISTS (
        SELECT FROM contracts_endingproof proof
        JOIN oversight_terminationreview review ON review.public_id = proof.source_id
        WHERE proof.id = wanted AND proof.kind = 'decided_review'
          AND oversight_stood_back(review.id, person)
    );
END $$;
COMMENT ON FUNCTION oversight_barred_by_proof(bigint, bigint) IS
    'Whether a person stood back from the case of a proof, or from what its review counts.';

CREATE OR REPLACE FUNCTION oversight_check_proof(wanted bigint, person bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF oversight_barred_by_proof(wanted, person) THEN
        PERFORM oversight_refuse('Who stood back from a case does nothing that rests on it.');
    END IF;
END $$;

-- Suspensions, notices, ends and reinstatements name their actor.
CREATE OR REPLACE FUNCTION oversight_guard_carrier() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_proof(
        CASE WHEN OLD.state = 'terminated' THEN OLD.ending_proof_id
            WHEN NEW.state = 'suspended' THEN NEW.suspension_proof_id
            ELSE NEW.ending_proof_id END,
        NEW.acted_by);
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards whose messages say more.
CREATE OR REPLACE TRIGGER oversight_contract_rests BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
        OR (OLD.state = 'terminated' AND NEW.state IN ('active', 'expired'))
    )
    EXECUTE FUNCTION oversight_guard_carrier();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_rests;

-- The row of a suspension or notice that is taken back names nobody: its event does. What an
-- annulled decision does to the contract passes.
CREATE OR REPLACE FUNCTION oversight_guard_freed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_proof(
        CASE OLD.state WHEN 'suspended' THEN OLD.suspension_proof_id
            ELSE OLD.ending_proof_id END,
        made.actor_id)
    FROM audit_auditevent made
    WHERE made.target_type = 'contracts.contract' AND made.target_id = NEW.public_id::text
      AND made.turn = audit_turn()
      AND made.verb IN ('contract.resumed', 'contract.notice_withdrawn');
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_contract_freed ON contracts_contract;
CREATE CONSTRAINT TRIGGER oversight_contract_freed AFTER UPDATE ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        OLD.state IN ('suspended', 'termination_notice') AND NEW.state IN ('active', 'suspended')
        AND NEW.state <> OLD.state
    )
    EXECUTE FUNCTION oversight_guard_freed();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_freed;

CREATE OR REPLACE FUNCTION oversight_guard_judge() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_proof(NEW.judged_id, NEW.decided_by);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_proof_judged BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'judgment') EXECUTE FUNCTION oversight_guard_judge();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_judged;

CREATE OR REPLACE FUNCTION oversight_guard_caller() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_proof(NEW.proof_id, NEW.called_by);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_guaranteecall_rests BEFORE INSERT ON contracts_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_caller();
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER oversight_guaranteecall_rests;

-- The service of a notice and a judgment of an earlier day are proposed and decided by others.
CREATE OR REPLACE FUNCTION oversight_guard_second_of_proof() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_proof(
        CASE NEW.act
            WHEN 'contract.record-judgment' THEN (
                SELECT judged_id FROM contracts_endingproof
                WHERE public_id = (NEW.arguments ->> 'judgment')::uuid)
            ELSE (SELECT ending_proof_id FROM contracts_contract
                WHERE public_id = NEW.target_id) END,
        CASE TG_OP WHEN 'INSERT' THEN NEW.proposed_by ELSE NEW.decided_by END);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_pendingact_of_proof BEFORE INSERT OR UPDATE
    ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.act IN ('contract.record-judgment', 'contract.serve-notice')
        AND NEW.state IN ('pending', 'confirmed', 'refused')
    )
    EXECUTE FUNCTION oversight_guard_second_of_proof();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER oversight_pendingact_of_proof;

CREATE OR REPLACE FUNCTION oversight_guard_notice_receipt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_proof(held.ending_proof_id, NEW.recorded_by)
    FROM notices_letter letter
    JOIN contracts_contract held ON held.notice_id = letter.subject_id
    WHERE letter.id = NEW.letter_id;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_dispatch_of_proof BEFORE INSERT ON notices_dispatch
    FOR EACH ROW WHEN (NEW.channel = 'paper') EXECUTE FUNCTION oversight_guard_notice_receipt();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER oversight_dispatch_of_proof;

-- A clock of a contract is moved by nobody who stood back from it, or from the source of its
-- notice, as one of a case (violations/sql/windows.sql).
CREATE OR REPLACE FUNCTION oversight_guard_contract_mover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM workdays_keptdeadline kept
        JOIN workdays_deadlineinterval given ON given.id = NEW.interval_id
        JOIN contracts_contract held ON held.public_id = kept.subject_id
        WHERE kept.id = NEW.deadline_id AND kept.clock LIKE 'contract.%'
          AND NOT accounts_nobodys(given.made_by, TG_RELID)
          AND (contracts_stood_back(held.agency_id, held.office_id, given.made_by)
            OR oversight_barred_by_proof(held.ending_proof_id, given.made_by))
    ) THEN
        PERFORM oversight_refuse('A clock is moved by nobody who stood back from its contract.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_deadlinemove_of_contract BEFORE INSERT ON workdays_deadlinemove
    FOR EACH ROW WHEN (NEW.interval_id IS NOT NULL)
    EXECUTE FUNCTION oversight_guard_contract_mover();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER oversight_deadlinemove_of_contract;
