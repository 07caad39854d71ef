-- The moves of a case, and due process at each of them, whoever writes the SQL.

-- What the objection window of a case is about: the case, or the decision of a further round.
CREATE OR REPLACE FUNCTION violations_objected_to(kase violations_case) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN CASE kase.round_no WHEN 1 THEN kase.public_id ELSE (
        SELECT public_id FROM public.violations_decision
        WHERE case_id = kase.id AND round_no = kase.round_no AND forum IN ('agency', 'committee')
    ) END;
END $$;

CREATE OR REPLACE FUNCTION violations_check_decided(kase violations_case) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM violations_notice
        WHERE case_id = kase.id AND kind = 'charge' AND served_on = kase.served_on
    ) THEN
        PERFORM violations_refuse('Nothing is decided before the notice was served.');
    END IF;
    IF NOT (
        kase.decided_on > kase.defence_due_on
        OR EXISTS (
            SELECT 1 FROM contracts_waiver
            WHERE "window" = 'defence' AND subject_id = kase.public_id
              AND office_id = kase.office_id
        )
    ) THEN
        PERFORM violations_refuse('Nothing is decided before the time to answer is over.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM violations_decision
        WHERE case_id = kase.id AND round_no = kase.round_no
          AND outcome = kase.outcome AND decided_on = kase.decided_on
          AND forum = violations_first_forum(kase.track)
    ) THEN
        PERFORM violations_refuse('A decided case has a decision with reasons.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_check_final(kase violations_case, before text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF before = 'appealed' THEN
        IF NOT EXISTS (
            SELECT 1 FROM violations_decision
            WHERE case_id = kase.id AND round_no = kase.round_no AND forum = 'appeal'
        ) THEN
            PERFORM violations_refuse('An appealed case is final when the appeal is decided.');
        END IF;
        RETURN;
    END IF;
    -- A closed case whose sanction is due again was final before (violations_guard_due_again).
    IF before = 'closed' THEN
        RETURN;
    END IF;
    IF kase.appeal_due_on IS NULL OR NOT (
        kase.final_on > kase.appeal_due_on
        OR EXISTS (
            SELECT 1 FROM contracts_waiver
            WHERE "window" = 'appeal' AND subject_id = violations_objected_to(kase)
              AND office_id = kase.office_id
        )
    ) THEN
        PERFORM violations_refuse('A decision is final when its appeal window is over.');
    END IF;
END $$;

-- Whether any suspension of a contract, over or not, rested on a decision of a case
-- (violations.facts.execution.has_suspended). A later suspension replaces the proof of a contract:
-- the events name the earlier ones.
CREATE OR REPLACE FUNCTION violations_has_suspended(of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM contracts_endingproof proof
        JOIN contracts_contract held ON held.id = proof.contract_id
        WHERE proof.kind = 'final_decision' AND proof.source_id = of_case
          AND (held.suspension_proof_id = proof.id OR EXISTS (
            SELECT FROM audit_auditevent event
            WHERE event.target_type = 'contracts.contract'
              AND event.target_id = held.public_id::text AND event.verb = 'contract.suspended'
              AND event.changes -> 'suspension_proof' ->> 1 = proof.public_id::text)));
END $$;

-- Whether a sanction that was carried out gives way to a lighter one that is still to be carried
-- out (violations.rules.windows.is_due_again). Whoever was suspended is not suspended again.
CREATE OR REPLACE FUNCTION violations_is_due_again(before violations_case, after violations_case)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN before.executed_on IS NOT NULL AND before.round_no = after.round_no
        AND before.outcome = 'proven' AND after.outcome = 'proven'
        AND after.sanction <> before.sanction
        AND after.sanction IN (
            'suspension', 'termination_review', 'licence_cancellation_referral')
        AND NOT (after.sanction = 'suspension' AND violations_has_suspended(after.public_id));
END $$;

-- Then it is due again at once, with a window of its own, and a closed case is final again.
CREATE OR REPLACE FUNCTION violations_guard_due_again() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.round_no <> OLD.round_no THEN
        RETURN NEW;
    END IF;
    IF NOT violations_is_due_again(OLD, NEW) THEN
        IF NEW.execution_since IS DISTINCT FROM OLD.execution_since
           OR (OLD.state = 'closed' AND NEW.state = 'final') THEN
            PERFORM violations_refuse('A sanction is due again when it was reduced.');
        END IF;
        RETURN NEW;
    END IF;
    IF accounts_is_loader(TG_RELID) AND NEW.executed_on IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.state <> 'final' OR num_nonnulls(
        NEW.executed_on, NEW.executed_by, NEW.execution_due_on, NEW.closed_on, NEW.closed_by) > 0
       OR NEW.closing_note <> '' OR NEW.execution_since IS NULL THEN
        PERFORM violations_refuse('A reduced sanction that is not carried out is due again.');
    END IF;
    IF NEW.execution_since <> pishkhan_today() AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_refuse('A reduced sanction is due again from the day of its writing.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_due_again BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        OLD.executed_on IS NOT NULL AND NEW.sanction IS DISTINCT FROM OLD.sanction
        OR NEW.execution_since IS DISTINCT FROM OLD.execution_since
        OR OLD.state = 'closed' AND NEW.state = 'final'
    )
    EXECUTE FUNCTION violations_guard_due_again();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_due_again;

CREATE OR REPLACE FUNCTION violations_guard_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'opened' OR NEW.version <> 1 OR NEW.outcome <> ''
           OR NEW.served_on IS NOT NULL THEN
            PERFORM violations_refuse('A case starts as opened.');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.round_no <> OLD.round_no THEN
        -- A judgment sends the case back: another guard asks for it (violations_guard_sent_back).
        RETURN NEW;
    ELSIF OLD.state IN ('final', 'closed') AND NEW.state IN ('defended', 'defence_lapsed') THEN
        PERFORM violations_refuse('A final case is sent back by a judgment alone.');
    END IF;
    IF (OLD.served_on IS NOT NULL AND NEW.served_on IS DISTINCT FROM OLD.served_on)
       OR (OLD.decided_on IS NOT NULL AND NEW.decided_on IS DISTINCT FROM OLD.decided_on)
       OR (OLD.final_on IS NOT NULL AND NEW.final_on IS DISTINCT FROM OLD.final_on)
       -- What is due again loses these days: violations_guard_due_again asks for the reduction.
       OR (OLD.executed_on IS NOT NULL AND NEW.executed_on IS DISTINCT FROM OLD.executed_on
           AND NOT (NEW.executed_on IS NULL
               AND NEW.execution_since IS DISTINCT FROM OLD.execution_since))
       OR (OLD.closed_on IS NOT NULL AND NEW.closed_on IS DISTINCT FROM OLD.closed_on
           AND NOT (NEW.closed_on IS NULL
               AND NEW.execution_since IS DISTINCT FROM OLD.execution_since)
           AND (OLD.state <> 'closed_no_action' OR NEW.state = OLD.state)) THEN
        PERFORM violations_refuse('A recorded day of a case is not changed.');
    END IF;
    IF (NEW.outcome, NEW.sanction, NEW.sanction_days)
       IS DISTINCT FROM (OLD.outcome, OLD.sanction, OLD.sanction_days)
       AND NOT EXISTS (
        SELECT 1 FROM violations_decision
        WHERE case_id = NEW.id AND round_no = NEW.round_no
          AND outcome = NEW.outcome AND sanction = NEW.sanction
          AND sanction_days IS NOT DISTINCT FROM NEW.sanction_days
          AND (OLD.outcome = '' OR forum IN ('appeal', 'judgment'))
          AND judgment_result <> 'sent_back'
    ) THEN
        PERFORM violations_refuse('Outcome and sanction come from a decision.');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('opened', 'closed_no_action'),
        ('opened', 'notified'),
        ('notified', 'closed_no_action'),
        ('notified', 'defence_lapsed'),
        ('notified', 'defended'),
        ('defended', 'closed_no_action'),
        ('defended', 'decided'),
        ('defended', 'defence_lapsed'),
        ('defended', 'notified'),
        ('defended', 'scheduled'),
        ('defence_lapsed', 'closed_no_action'),
        ('defence_lapsed', 'decided'),
        ('defence_lapsed', 'scheduled'),
        ('scheduled', 'closed_no_action'),
        ('scheduled', 'decided'),
        ('scheduled', 'notified'),
        ('decided', 'appealed'),
        ('decided', 'final'),
        ('appealed', 'decided'),
        ('appealed', 'final'),
        ('final', 'closed'),
        ('final', 'defended'),
        ('final', 'defence_lapsed'),
        ('closed', 'final'),
        ('closed', 'defended'),
        ('closed', 'defence_lapsed'),
        ('closed_no_action', 'opened'),
        ('closed_no_action', 'notified'),
        ('closed_no_action', 'defended'),
        ('closed_no_action', 'defence_lapsed'),
        ('closed_no_action', 'scheduled')
    ) THEN
        PERFORM violations_refuse(
            format('A case does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM violations_refuse('Each move of a case counts its version up by one.');
    END IF;
    IF NEW.state = 'notified' AND NOT EXISTS (
        SELECT 1 FROM violations_notice
        WHERE case_id = NEW.id AND kind = 'charge' AND served_on = NEW.served_on
    ) THEN
        PERFORM violations_refuse('The defence window starts when the notice was served.');
    ELSIF NEW.state = 'decided' THEN
        PERFORM violations_check_decided(NEW);
    ELSIF NEW.state = 'final' THEN
        PERFORM violations_check_final(NEW, OLD.state);
    ELSIF NEW.state = 'closed' AND NEW.closed_by IS NULL THEN
        PERFORM violations_refuse('A closed case names who closed it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_flow BEFORE INSERT OR UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_case();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_flow;

-- Who carried out, closed or reopened a case is written with the day or the move, and stays; a case
-- is served as it moves on.
CREATE OR REPLACE FUNCTION violations_guard_case_persons() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.executed_by IS DISTINCT FROM OLD.executed_by
       AND NEW.executed_on IS NOT DISTINCT FROM OLD.executed_on
       OR NEW.closed_by IS DISTINCT FROM OLD.closed_by
       AND NEW.closed_on IS NOT DISTINCT FROM OLD.closed_on AND NEW.state = OLD.state
       OR (NEW.reopened_by, NEW.reopened_at) IS DISTINCT FROM (OLD.reopened_by, OLD.reopened_at)
       AND (OLD.state <> 'closed_no_action' OR NEW.state = OLD.state)
       OR NEW.served_on IS DISTINCT FROM OLD.served_on
       AND (OLD.state <> 'opened' OR NEW.state <> 'notified') THEN
        PERFORM violations_refuse('Who acted in a case, and when, is written with the act alone.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_persons BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        (NEW.executed_by, NEW.closed_by, NEW.reopened_by, NEW.reopened_at, NEW.served_on)
        IS DISTINCT FROM
        (OLD.executed_by, OLD.closed_by, OLD.reopened_by, OLD.reopened_at, OLD.served_on)
    )
    EXECUTE FUNCTION violations_guard_case_persons();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_persons;

-- A defence window stays open to its last day, unless the office ends it. After that the case is
-- defended where an answer came in time, and lapsed where none did.
CREATE OR REPLACE FUNCTION violations_guard_lapse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT coalesce(NEW.defence_due_on < pishkhan_today(), false) AND NOT EXISTS (
        SELECT 1 FROM contracts_waiver
        WHERE "window" = 'defence' AND subject_id = NEW.public_id AND office_id = NEW.office_id
    ) THEN
        PERFORM violations_refuse('The time to answer is not over.');
    END IF;
    IF (NEW.state = 'defended') <> EXISTS (
        SELECT 1 FROM violations_defence
        WHERE case_id = NEW.id AND NOT is_late AND contested_on IS NULL
    ) THEN
        PERFORM violations_refuse('A case is defended by an answer in time, and lapses without.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER violations_case_lapsed BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (
        NEW.state IN ('defended', 'defence_lapsed') AND OLD.state = 'notified'
    )
    EXECUTE FUNCTION violations_guard_lapse();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_lapsed;

-- A sanction is carried out once, in a final proven case, and not before the case was final.
CREATE OR REPLACE FUNCTION violations_guard_execution() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.round_no <> OLD.round_no THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.executed_on IS NULL AND violations_is_due_again(OLD, NEW) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.executed_on IS NOT NULL THEN
        PERFORM violations_refuse('When a sanction was carried out is not changed.');
    END IF;
    IF NEW.state NOT IN ('final', 'closed') OR NEW.outcome <> 'proven'
       OR NEW.final_on IS NULL
       OR NEW.executed_on < GREATEST(NEW.final_on, NEW.execution_since) THEN
        PERFORM violations_refuse('Only the sanction of a final, proven case is carried out.');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.executed_by IS NULL THEN
        PERFORM violations_refuse('A sanction that is carried out names who did so.');
    END IF;
    -- A reminder or warning is carried out by its service.
    IF TG_OP = 'UPDATE' AND NEW.sanction NOT IN (
        'suspension', 'termination_review', 'licence_cancellation_referral') THEN
        PERFORM violations_refuse('This sanction is not one that is carried out.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_begun_executed BEFORE INSERT ON violations_case
    FOR EACH ROW WHEN (NEW.executed_on IS NOT NULL) EXECUTE FUNCTION violations_guard_execution();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_begun_executed;

CREATE OR REPLACE TRIGGER violations_case_executed BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.executed_on IS DISTINCT FROM OLD.executed_on)
    EXECUTE FUNCTION violations_guard_execution();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_executed;
