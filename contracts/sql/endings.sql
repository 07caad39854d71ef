-- No suspension and no termination without its proof, notice and window.
--
-- Whether a proof is genuine is not known to this app: `violations` adds a trigger to
-- contracts_endingproof that checks final decisions, `oversight` one that checks decided reviews.
--
-- A notice is served on one day and runs to `notice_ends_on`, that day included; neither the day
-- of service nor the last day counts among its days. The first day of a termination is the day
-- after `notice_ends_on`, or any day from service on once the office has waived that very notice.
-- Urgent suspensions hold at most ten days after the day on which they begin, and are no chain:
-- what goes on rests on a decision or a document.

CREATE OR REPLACE FUNCTION contracts_check_suspension(kontract contracts_contract, before text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE proof contracts_endingproof;
BEGIN
    -- What came suspended by import has no proof here; a withdrawn notice returns to it.
    IF kontract.origin = 'import' AND kontract.suspension_proof_id IS NULL
       AND before = 'termination_notice' THEN
        RETURN;
    END IF;
    SELECT * INTO proof FROM contracts_endingproof
        WHERE id = kontract.suspension_proof_id AND contract_id = kontract.id;
    IF NOT FOUND THEN
        PERFORM contracts_refuse('A suspension needs a proof about this very contract.');
    END IF;
    IF kontract.suspended_on < proof.decided_on THEN
        PERFORM contracts_refuse('A suspension begins when its proof is there.');
    END IF;
    IF NOT coalesce(kontract.suspended_until >= kontract.suspended_on, false) THEN
        PERFORM contracts_refuse('A suspension names its last day.');
    END IF;
    IF proof.kind IN ('annulment', 'judgment') THEN
        PERFORM contracts_refuse('An annulment suspends and ends nothing.');
    END IF;
    IF proof.kind = 'urgent' AND (
        kontract.suspended_on <> proof.decided_on
        OR kontract.suspended_until > kontract.suspended_on + 10
    ) THEN
        PERFORM contracts_refuse('An urgent suspension begins at once and lasts ten days at most.');
    END IF;
    -- Twice the longest urgent suspension from the day of an earlier one, as `urgency_repeated`.
    IF proof.kind = 'urgent' AND NOT accounts_is_loader('contracts_contract'::regclass) AND EXISTS (
        SELECT FROM contracts_endingproof earlier, workdays_deadlinerule rule
        WHERE earlier.contract_id = kontract.id AND earlier.kind = 'urgent'
          AND earlier.id <> proof.id AND earlier.decided_on > proof.decided_on - 2 * rule.value
          AND rule.key = 'urgent_suspension_max' AND rule.valid_from <= proof.decided_on
          AND (rule.valid_to IS NULL OR rule.valid_to >= proof.decided_on)
    ) THEN
        PERFORM contracts_refuse('An urgent suspension is not followed by another one.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION contracts_check_notice(kontract contracts_contract) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE proof contracts_endingproof;
BEGIN
    SELECT * INTO proof FROM contracts_endingproof
        WHERE id = kontract.ending_proof_id AND contract_id = kontract.id;
    IF NOT FOUND THEN
        PERFORM contracts_refuse('A termination needs a proof about this very contract.');
    END IF;
    IF proof.kind = 'urgent' THEN
        PERFORM contracts_refuse('An urgent proof suspends, it does not terminate.');
    END IF;
    IF proof.kind IN ('annulment', 'judgment') THEN
        PERFORM contracts_refuse('An annulment suspends and ends nothing.');
    END IF;
    IF kontract.notice_issued_on IS NULL OR kontract.notice_issued_on < proof.decided_on THEN
        PERFORM contracts_refuse('A termination notice is issued when its proof is there.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION contracts_guard_endings() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE changed boolean := NEW.state <> OLD.state;
BEGIN
    IF (NEW.suspended_on, NEW.suspended_until, NEW.suspension_proof_id)
       IS DISTINCT FROM (OLD.suspended_on, OLD.suspended_until, OLD.suspension_proof_id)
       AND NEW.state <> 'suspended' AND NOT (
        -- A lifted suspension keeps its proof, which cannot carry another one.
        NEW.suspended_on IS NULL AND NEW.suspended_until IS NULL
        AND NEW.suspension_proof_id IS NOT DISTINCT FROM OLD.suspension_proof_id
    ) AND NOT (
        -- One that lies under a termination notice is made shorter (violations_guard_shortened).
        NEW.state = 'termination_notice' AND OLD.state = 'termination_notice'
        AND coalesce(NEW.suspended_until < OLD.suspended_until, false)
        AND (NEW.suspended_on, NEW.suspension_proof_id)
            IS NOT DISTINCT FROM (OLD.suspended_on, OLD.suspension_proof_id)
    ) THEN
        PERFORM contracts_refuse('A suspension is recorded by suspending.');
    END IF;
    IF NEW.state = 'suspended' AND (changed
        OR (NEW.suspended_on, NEW.suspended_until, NEW.suspension_proof_id)
        IS DISTINCT FROM (OLD.suspended_on, OLD.suspended_until, OLD.suspension_proof_id)
    ) THEN
        PERFORM contracts_check_suspension(NEW, OLD.state);
        IF OLD.state = 'suspended' AND NEW.suspension_proof_id = OLD.suspension_proof_id
           AND NEW.suspended_until > OLD.suspended_until THEN
            PERFORM contracts_refuse('A suspension is not made longer without another proof.');
        END IF;
        IF OLD.state = 'active' AND NEW.suspension_proof_id = OLD.suspension_proof_id THEN
            PERFORM contracts_refuse('This proof has carried its suspension already.');
        END IF;
    END IF;

    IF NEW.state = 'termination_notice' THEN
        IF changed THEN
            IF NEW.notice_served_on IS NOT NULL THEN
                PERFORM contracts_refuse('A notice is issued first and served then.');
            END IF;
            IF NEW.notice_id IS NULL OR NEW.notice_id = OLD.notice_id THEN
                PERFORM contracts_refuse('Each termination notice has an id of its own.');
            END IF;
        ELSIF (NEW.ending_proof_id, NEW.notice_id, NEW.notice_issued_on, NEW.notice_days)
              IS DISTINCT FROM
              (OLD.ending_proof_id, OLD.notice_id, OLD.notice_issued_on, OLD.notice_days) THEN
            PERFORM contracts_refuse('An issued notice is withdrawn, not changed.');
        ELSIF OLD.notice_served_on IS NOT NULL
              AND ((NEW.notice_served_on, NEW.notice_proof)
              IS DISTINCT FROM (OLD.notice_served_on, OLD.notice_proof)
              OR (NEW.notice_ends_on IS DISTINCT FROM OLD.notice_ends_on
                 
                        AND NOT workdays_moved(
                            'contract.notice', NEW.public_id,
                                         OLD.notice_ends_on, NEW.notice_ends_on))) THEN
            PERFORM contracts_refuse('The service of a notice is recorded once.');
        END IF;
        PERFORM contracts_check_notice(NEW);
    END IF;
    IF NEW.notice_served_on IS DISTINCT FROM OLD.notice_served_on
       AND NEW.notice_served_on IS NOT NULL THEN
        IF NEW.state <> 'termination_notice' THEN
            PERFORM contracts_refuse('Only a termination notice that was issued is served.');
        END IF;
        IF NEW.notice_ends_on <= NEW.notice_served_on + NEW.notice_days THEN
            PERFORM contracts_refuse('A notice lasts all the days that the contract gives.');
        END IF;
    END IF;

    IF NEW.state = 'terminated' AND changed THEN
        IF (NEW.ending_proof_id, NEW.notice_id, NEW.notice_issued_on, NEW.notice_served_on,
            NEW.notice_ends_on, NEW.notice_days)
           IS DISTINCT FROM (OLD.ending_proof_id, OLD.notice_id, OLD.notice_issued_on,
            OLD.notice_served_on, OLD.notice_ends_on, OLD.notice_days) THEN
            PERFORM contracts_refuse('A termination follows the notice as it was served.');
        END IF;
        PERFORM contracts_check_notice(NEW);
        IF NEW.notice_served_on IS NULL OR NEW.notice_proof = '' THEN
            PERFORM contracts_refuse('Nothing is terminated before the notice was served.');
        END IF;
        IF NEW.terminated_on < NEW.notice_served_on OR NOT (
            NEW.terminated_on > NEW.notice_ends_on
            OR EXISTS (
                SELECT 1 FROM contracts_waiver waiver
                WHERE waiver."window" = 'termination_notice'
                  AND waiver.subject_id = NEW.notice_id
                  AND waiver.office_id = NEW.office_id
                  AND waiver.given_on BETWEEN NEW.notice_served_on AND NEW.terminated_on
            )
        ) THEN
            PERFORM contracts_refuse('The termination notice has not run out.');
        END IF;
        IF NEW.ended_on IS DISTINCT FROM NEW.terminated_on THEN
            PERFORM contracts_refuse('A terminated contract ended on the day of termination.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_proven BEFORE UPDATE ON contracts_contract
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_endings();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_proven;

CREATE OR REPLACE FUNCTION contracts_written_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse(
        format('What was written to %s is neither changed nor deleted.', TG_TABLE_NAME));
    RETURN NULL;
END $$;

-- A judgment that waits for its second person takes effect once (contracts/sql/judgments.sql).
CREATE OR REPLACE FUNCTION contracts_keep_proof() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved text[] := '{in_force_on,updated_at}';
BEGIN
    -- A document that waited for its second person is confirmed, once.
    IF TG_OP = 'UPDATE' AND OLD.is_waiting AND NOT NEW.is_waiting
       AND to_jsonb(OLD) - '{is_waiting,updated_at}'::text[]
           = to_jsonb(NEW) - '{is_waiting,updated_at}'::text[] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.kind <> 'judgment' OR OLD.in_force_on IS NOT NULL
       OR NEW.in_force_on IS NULL
       OR (to_jsonb(OLD) - moved) IS DISTINCT FROM (to_jsonb(NEW) - moved) THEN
        PERFORM contracts_refuse(
            format('What was written to %s is neither changed nor deleted.', TG_TABLE_NAME));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_endingproof_once
    BEFORE UPDATE OR DELETE ON contracts_endingproof
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_proof();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_once;

CREATE OR REPLACE TRIGGER contracts_waiver_once BEFORE UPDATE OR DELETE ON contracts_waiver
    FOR EACH ROW EXECUTE FUNCTION contracts_written_once();
ALTER TABLE contracts_waiver ENABLE ALWAYS TRIGGER contracts_waiver_once;

CREATE OR REPLACE TRIGGER contracts_addendum_once
    BEFORE DELETE ON contracts_contractaddendum
    FOR EACH ROW EXECUTE FUNCTION contracts_written_once();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_addendum_once;

-- The notice period of a signed contract is at least one day, and is never made shorter.
CREATE OR REPLACE FUNCTION contracts_guard_notice_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state NOT IN ('draft', 'pending_signature') AND NEW.notice_days <> OLD.notice_days THEN
        IF NEW.notice_days < OLD.notice_days THEN
            PERFORM contracts_refuse('The notice of a signed contract is not made shorter.');
        END IF;
        IF OLD.state <> 'active' OR NEW.state <> 'active' THEN
            PERFORM contracts_refuse('The notice is made longer in an active contract only.');
        END IF;
    END IF;
    IF NEW.state <> OLD.state AND NEW.state IN ('active', 'termination_notice')
       AND NEW.notice_days < 1 THEN
        PERFORM contracts_refuse('A contract gives a notice of one day at least.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of moves and proofs, whose
-- message says more.
CREATE OR REPLACE TRIGGER contracts_contract_warned BEFORE UPDATE ON contracts_contract
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_notice_days();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_warned;
