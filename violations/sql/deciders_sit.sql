-- Who decides a case has sat in its session: a session is not held without anybody who decides it,
-- while somebody of its forum does (docs/adr/0020-hearing-sessions.md).
CREATE OR REPLACE FUNCTION violations_guard_decider_sits() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := (NEW.recorded_at AT TIME ZONE 'Asia/Tehran')::date;
BEGIN
    IF violations_turn(NEW.case_id, 'decision', day) IN ('agency_manager', 'committee_chair')
       AND NOT EXISTS (
        SELECT FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge AND is_present
          AND NOT is_recused AND violations_is_turn(NEW.case_id, 'decision', user_id, day)
    ) THEN
        PERFORM violations_refuse('A session is held with somebody who decides its case.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards whose messages say more.
CREATE OR REPLACE TRIGGER violations_hearingsession_with_decider
    BEFORE UPDATE ON violations_hearingsession
    FOR EACH ROW WHEN (OLD.state = 'summoned' AND NEW.state = 'held')
    EXECUTE FUNCTION violations_guard_decider_sits();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_with_decider;
