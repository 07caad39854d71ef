-- Closing without action: a coded ground, after an issued notice a second person, and the way back.

CREATE OR REPLACE FUNCTION violations_guard_closing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
BEGIN
    IF NEW.closing_code = '' OR btrim(NEW.closing_note) = '' THEN
        PERFORM violations_refuse('A case is closed without action on a coded ground, in words.');
    END IF;
    IF NEW.closed_from <> OLD.state OR NEW.closed_by IS NULL
       OR NOT coalesce(NEW.reopen_due_on > NEW.closed_on, false) THEN
        PERFORM violations_refuse(
            'Closing without action names who closed, from which state, and the way back.');
    END IF;
    IF EXISTS (
        SELECT FROM violations_hearingsession
        WHERE case_id = NEW.id AND state IN ('summoned', 'held')
    ) THEN
        PERFORM violations_refuse('No case is closed while a hearing session of it is not over.');
    END IF;
    IF violations_reported(NEW.id, NEW.closed_by) THEN
        PERFORM violations_refuse('Nobody closes a case of the own report.');
    END IF;
    IF violations_decided_before(NEW.id, NEW.closed_by) THEN
        PERFORM violations_refuse('A case that was sent back is ended by another person.');
    END IF;
    SELECT public_id INTO agency FROM agencies_agency WHERE id = NEW.agency_id;
    IF NOT accounts_holds(
        NEW.closed_by, CASE NEW.track WHEN 'contract' THEN 'agency_manager' ELSE 'secretariat' END,
        CASE NEW.track WHEN 'contract' THEN agency END, NEW.closed_on)
       AND NOT accounts_nobodys(NEW.closed_by, TG_RELID) THEN
        PERFORM violations_refuse('A case is closed without action by who holds the role for it.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER violations_case_reasoned BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (NEW.state = 'closed_no_action' AND OLD.state <> 'closed_no_action')
    EXECUTE FUNCTION violations_guard_closing();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_reasoned;

-- What was written when a case was closed without action stays until it is reopened.
CREATE OR REPLACE FUNCTION violations_guard_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.closing_code, NEW.closing_note, NEW.closed_by, NEW.closed_from, NEW.reopen_due_on)
       IS DISTINCT FROM
       (OLD.closing_code, OLD.closing_note, OLD.closed_by, OLD.closed_from, OLD.reopen_due_on)
    THEN
        PERFORM violations_refuse('Why a case was closed without action is not changed.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_stays_closed BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.state = 'closed_no_action' AND OLD.state = 'closed_no_action')
    EXECUTE FUNCTION violations_guard_closed();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_stays_closed;

-- A case whose notice was issued is closed by a pending act that another person has confirmed,
-- and that nothing but this closing rests on. Checked at the end of the transaction, because the
-- act is decided after the case moves.
CREATE OR REPLACE FUNCTION violations_guard_second_closer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.approvals_pendingact
        WHERE act = 'case.close-no-action' AND target_type = 'violations.case'
          AND target_id = NEW.public_id AND state = 'confirmed' AND proposed_by = NEW.closed_by
          AND arguments @> jsonb_build_object('code', NEW.closing_code,
              'reason', NEW.closing_note, 'closer', NEW.closed_by)
          AND (NEW.reopened_at IS NULL OR proposed_at > NEW.reopened_at)
          AND NOT violations_reported(NEW.id, decided_by)
          AND NOT violations_stood_back(NEW.id, decided_by)
    ) AND NOT accounts_nobodys(NEW.closed_by, TG_RELID) THEN
        PERFORM violations_refuse(
            'A case whose notice was issued is closed without action by two persons.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_case_second_closer ON violations_case;
CREATE CONSTRAINT TRIGGER violations_case_second_closer AFTER UPDATE ON violations_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        NEW.state = 'closed_no_action' AND OLD.state <> 'closed_no_action'
        AND NEW.is_issued
    )
    EXECUTE FUNCTION violations_guard_second_closer();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_second_closer;

-- A case is reopened in its time by the deputy, the body above both deciding sides, to the state
-- from which it was closed.
CREATE OR REPLACE FUNCTION violations_guard_reopening() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := (NEW.reopened_at AT TIME ZONE 'Asia/Tehran')::date;
BEGIN
    IF NEW.state <> OLD.closed_from THEN
        PERFORM violations_refuse('A case is reopened to the state from which it was closed.');
    END IF;
    IF NEW.reopened_by IS NULL OR day IS NULL
       OR NEW.reopened_at IS NOT DISTINCT FROM OLD.reopened_at OR day < OLD.closed_on
       OR NEW.closed_on IS NOT NULL OR NEW.closed_by IS NOT NULL OR NEW.closing_note <> '' THEN
        PERFORM violations_refuse('A reopened case says who reopened it, and is not closed.');
    END IF;
    IF day > OLD.reopen_due_on THEN
        PERFORM violations_refuse('The time to reopen this case is over.');
    END IF;
    IF violations_reported(NEW.id, NEW.reopened_by)
       OR NOT accounts_holds(NEW.reopened_by, 'deputy', NULL, day)
       AND NOT accounts_nobodys(NEW.reopened_by, TG_RELID) THEN
        PERFORM violations_refuse('A case is reopened by the deputy, who did not report it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_reopened BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (OLD.state = 'closed_no_action' AND NEW.state <> 'closed_no_action')
    EXECUTE FUNCTION violations_guard_reopening();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_reopened;
