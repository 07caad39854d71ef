-- Objections: received within the window, contested after finality, decided once.

-- An objection on paper that was received within its window may be entered after finality
-- (docs/adr/0036-late-paper.md).
CREATE OR REPLACE FUNCTION violations_guard_objection() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NEW.result <> '' OR NEW.decided_on IS NOT NULL THEN
        PERFORM violations_refuse('An objection is not filed as decided.');
    END IF;
    IF kase.appeal_due_on IS NULL OR NEW.filed_on > kase.appeal_due_on
       OR NEW.filed_on < kase.decided_on THEN
        PERFORM violations_refuse('An objection is filed in its window.');
    END IF;
    IF kase.state <> 'decided' AND NOT (
        NEW.is_paper AND kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
        AND kase.final_on > kase.appeal_due_on
    ) THEN
        PERFORM violations_refuse('The case is not in a state for an objection.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_in_window BEFORE INSERT ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_guard_objection();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_in_window;

-- A final case with a late objection stays final and is contested: nothing rests on it until the
-- objection is decided and its result served.
CREATE OR REPLACE FUNCTION violations_guard_contested() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM violations_appeal
        WHERE case_id = NEW.id AND is_paper AND (decided_on IS NULL) = NEW.is_contested
    ) OR NEW.state NOT IN ('final', 'closed') THEN
        PERFORM violations_refuse(
            'A final case is contested by an objection on paper, until that is decided.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_begun_contested BEFORE INSERT ON violations_case
    FOR EACH ROW WHEN (NEW.is_contested) EXECUTE FUNCTION violations_guard_contested();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_begun_contested;

CREATE OR REPLACE TRIGGER violations_case_contested BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.is_contested IS DISTINCT FROM OLD.is_contested)
    EXECUTE FUNCTION violations_guard_contested();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_contested;

-- An objection is over with the decision on it, and then stays.
CREATE OR REPLACE FUNCTION violations_guard_result() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.result <> '' THEN
        PERFORM violations_refuse('An objection that was decided stays so.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM violations_decision decision
        WHERE decision.case_id = NEW.case_id AND decision.forum = 'appeal'
          AND decision.decided_on = NEW.decided_on
          AND (NEW.result <> 'annulled' OR decision.outcome <> 'proven')
    ) THEN
        PERFORM violations_refuse('An objection has a result by the decision on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_decided BEFORE UPDATE ON violations_appeal
    FOR EACH ROW
    WHEN (OLD.result <> NEW.result OR OLD.decided_on IS DISTINCT FROM NEW.decided_on)
    EXECUTE FUNCTION violations_guard_result();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_decided;
