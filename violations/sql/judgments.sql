-- A judgment that sends a case back (docs/adr/0060-judgments.md).
--
-- The decision stands no more: the case is decided anew in a further round. Decisions, objections,
-- notices, sessions, points and corrections belong to the round in which they were written, and
-- stay.

CREATE OR REPLACE FUNCTION violations_set_round() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.round_no := coalesce(
        (SELECT round_no FROM violations_case WHERE id = NEW.case_id), NEW.round_no);
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: these before the guards, which ask for the round.
CREATE OR REPLACE TRIGGER a_round BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_set_round();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER a_round;
CREATE OR REPLACE TRIGGER a_round BEFORE INSERT ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_set_round();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER a_round;
CREATE OR REPLACE TRIGGER a_round BEFORE INSERT ON violations_notice
    FOR EACH ROW EXECUTE FUNCTION violations_set_round();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER a_round;
CREATE OR REPLACE TRIGGER a_round BEFORE INSERT ON violations_pointentry
    FOR EACH ROW EXECUTE FUNCTION violations_set_round();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER a_round;
CREATE OR REPLACE TRIGGER a_round BEFORE INSERT ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_set_round();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER a_round;
CREATE OR REPLACE TRIGGER a_round BEFORE INSERT ON violations_hearingsession
    FOR EACH ROW EXECUTE FUNCTION violations_set_round();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER a_round;

-- On which day a judgment sent the case back last; NULL where none did.
CREATE OR REPLACE FUNCTION violations_sent_back_on(kase violations_case) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (kase.sent_back_at AT TIME ZONE 'Asia/Tehran')::date;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_sent_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := violations_sent_back_on(NEW);
    heard boolean := EXISTS (
        SELECT FROM violations_defence
        WHERE case_id = NEW.id AND contested_on IS NULL AND NOT is_late);
BEGIN
    IF NEW.round_no IS DISTINCT FROM OLD.round_no + 1
       OR OLD.state NOT IN ('final', 'closed') OR OLD.outcome <> 'proven' OR NOT EXISTS (
        SELECT FROM violations_decision
        WHERE case_id = NEW.id AND round_no = OLD.round_no AND forum = 'judgment'
          AND judgment_result = 'sent_back' AND decided_on = day
    ) THEN
        PERFORM violations_refuse('A final case is sent back by a judgment alone.');
    END IF;
    IF NEW.state <> (CASE WHEN heard THEN 'defended' ELSE 'defence_lapsed' END) THEN
        PERFORM violations_refuse('A case that is sent back waits for its decision as before it.');
    END IF;
    IF NEW.outcome <> '' OR NEW.sanction <> '' OR num_nonnulls(
        NEW.decision_on, NEW.decided_on, NEW.decision_serve_due_on, NEW.appeal_due_on,
        NEW.result_serve_due_on, NEW.result_served_on, NEW.occurrence, NEW.sanction_days,
        NEW.final_on, NEW.executed_on, NEW.executed_by, NEW.appeal_decision_due_on,
        NEW.execution_due_on, NEW.execution_since, NEW.closing_due_on, NEW.closed_on,
        NEW.closed_by) > 0
       OR NEW.closing_note <> '' OR NEW.is_contested
       OR (NEW.served_on, NEW.defence_due_on, NEW.serve_due_on, NEW.is_issued)
          IS DISTINCT FROM (OLD.served_on, OLD.defence_due_on, OLD.serve_due_on, OLD.is_issued)
    THEN
        PERFORM violations_refuse('Of a decision that was sent back nothing stands in the case.');
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM violations_refuse('Each move of a case counts its version up by one.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) AND NOT coalesce(NEW.decision_due_on >= workdays_body_due(
        'decision', day, NEW.county_id, violations_body(NEW)), false) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM workdays_check_latest(NEW.decision_due_on, workdays_body_due(
            'decision', day, NEW.county_id, violations_body(NEW)));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_sent_back BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN ((NEW.round_no, NEW.sent_back_at)
        IS DISTINCT FROM (OLD.round_no, OLD.sent_back_at))
    EXECUTE FUNCTION violations_guard_sent_back();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_sent_back;

-- A judgment is carried into its case in the transaction that records it: the case has its verdict,
-- or goes back. A reduced sanction may give way to that of a later judgment.
CREATE OR REPLACE FUNCTION violations_guard_judged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = NEW.case_id AND (
            kase.round_no > NEW.round_no
            OR (NEW.judgment_result <> 'sent_back'
                AND (kase.outcome, kase.sanction) = (NEW.outcome, NEW.sanction)
                AND kase.sanction_days IS NOT DISTINCT FROM NEW.sanction_days)
            OR (NEW.judgment_result = 'reduced' AND EXISTS (
                SELECT FROM violations_decision later
                WHERE later.case_id = NEW.case_id AND later.forum = 'judgment'
                  AND later.id > NEW.id)))
    ) THEN
        PERFORM violations_refuse('A judgment is carried into its case.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_decision_judged ON violations_decision;
CREATE CONSTRAINT TRIGGER violations_decision_judged AFTER INSERT ON violations_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.forum = 'judgment')
    EXECUTE FUNCTION violations_guard_judged();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_judged;
