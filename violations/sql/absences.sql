-- Who is noted absent from a hearing session contests that, and the forum's side answers
-- (docs/adr/0075-absences.md).
--
-- The office contests its own absence, once, with a reason, within the time that the minutes leave
-- it and before the case is decided. Nobody who recorded the minutes, or reported what is heard,
-- answers. An answer may correct the attendance; nothing else does after the session.

CREATE OR REPLACE FUNCTION violations_guard_absence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sitting violations_hearingsession;
    kase violations_case;
BEGIN
    SELECT * INTO STRICT sitting FROM violations_hearingsession WHERE id = NEW.session_id;
    SELECT * INTO STRICT kase FROM violations_case WHERE id = sitting.case_id;
    IF NEW.contest_until IS DISTINCT FROM OLD.contest_until THEN
        IF OLD.contest_until IS NOT NULL THEN
            IF NOT workdays_moved(
                'session.absence', NEW.public_id, OLD.contest_until, NEW.contest_until) THEN
                PERFORM violations_refuse('A window that runs is not moved.');
            END IF;
        ELSIF sitting.state <> 'summoned' OR NEW.is_present IS NOT FALSE OR NEW.is_judge
              OR NEW.user_id IS NULL THEN
            PERFORM violations_refuse('Only who is noted absent contests it.');
        ELSIF NOT accounts_is_loader(TG_RELID) THEN
            PERFORM violations_check_contest(kase.id, NEW.contest_until);
        END IF;
    END IF;
    IF (NEW.contested_at, NEW.contested_by, NEW.contested_by_name, NEW.contest_reason)
       IS DISTINCT FROM
       (OLD.contested_at, OLD.contested_by, OLD.contested_by_name, OLD.contest_reason) THEN
        IF OLD.contested_at IS NOT NULL OR NEW.contested_at IS NULL OR OLD.is_present IS NOT FALSE
           OR NEW.is_judge OR sitting.state NOT IN ('held', 'signed') THEN
            PERFORM violations_refuse('A noted absence is contested once.');
        END IF;
        IF kase.state NOT IN ('notified', 'defended', 'defence_lapsed', 'scheduled')
           OR NOT coalesce(violations_entered(NEW.contested_at) <= NEW.contest_until, false) THEN
            PERFORM violations_refuse('An absence is contested in time and before the decision.');
        END IF;
        IF accounts_same_person(NEW.contested_by, NEW.user_id) IS NOT TRUE THEN
            PERFORM violations_refuse('Only who is noted absent contests it.');
        END IF;
    END IF;
    IF (NEW.contest_answer, NEW.answered_at, NEW.answered_by, NEW.answered_by_name,
        NEW.answer_reason) IS DISTINCT FROM (OLD.contest_answer, OLD.answered_at,
        OLD.answered_by, OLD.answered_by_name, OLD.answer_reason) THEN
        IF OLD.contested_at IS NULL OR OLD.contest_answer <> '' OR NEW.contest_answer = '' THEN
            PERFORM violations_refuse('A contest is answered once.');
        END IF;
        IF kase.state NOT IN ('notified', 'defended', 'defence_lapsed', 'scheduled') THEN
            PERFORM violations_refuse('A contest is answered before the decision.');
        END IF;
        IF NEW.is_present IS DISTINCT FROM (NEW.contest_answer = 'present') THEN
            PERFORM violations_refuse('The attendance is what the answer says.');
        END IF;
        IF accounts_same_person(NEW.answered_by, sitting.recorded_by)
           OR violations_reported(kase.id, NEW.answered_by) THEN
            PERFORM violations_refuse('Who recorded the minutes or reported answers no contest.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one before the guard of seats.
CREATE OR REPLACE TRIGGER violations_sessionseat_absence BEFORE UPDATE ON violations_sessionseat
    FOR EACH ROW EXECUTE FUNCTION violations_guard_absence();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_absence;

CREATE OR REPLACE FUNCTION violations_guard_uncalled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM violations_refuse('An absence is contested after the minutes.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_sessionseat_uncontested
    BEFORE INSERT ON violations_sessionseat
    FOR EACH ROW WHEN (
        NEW.contest_until IS NOT NULL OR NEW.contested_at IS NOT NULL OR NEW.contest_answer <> ''
    )
    EXECUTE FUNCTION violations_guard_uncalled();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_uncontested;

-- A session that notes the office absent leaves it the time to contest.
CREATE OR REPLACE FUNCTION violations_guard_noted_absence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM violations_sessionseat WHERE session_id = NEW.id AND is_present IS FALSE
          AND NOT is_judge AND user_id IS NOT NULL AND contest_until IS NULL
    ) THEN
        PERFORM violations_refuse('Who is noted absent has time to contest it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_hearingsession_notes_absence
    BEFORE UPDATE ON violations_hearingsession
    FOR EACH ROW WHEN (OLD.state = 'summoned' AND NEW.state = 'held')
    EXECUTE FUNCTION violations_guard_noted_absence();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_notes_absence;

-- Nothing is decided on a session while its office may contest that it is noted absent, or waits
-- for the answer.
CREATE OR REPLACE FUNCTION violations_guard_open_absence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM violations_sessionseat seat
        JOIN violations_hearingsession sitting ON sitting.id = seat.session_id
        WHERE sitting.case_id = NEW.case_id AND sitting.round_no = NEW.round_no
          AND sitting.state = 'signed'
          AND CASE WHEN seat.contested_at IS NULL
              THEN seat.is_present IS FALSE AND seat.contest_until >= NEW.decided_on
              ELSE seat.contest_answer = '' END
    ) THEN
        PERFORM violations_refuse('Nothing is decided while a noted absence may be contested.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of state, role and turn.
CREATE OR REPLACE TRIGGER violations_decision_unabsent BEFORE INSERT ON violations_decision
    FOR EACH ROW WHEN (NEW.forum IN ('agency', 'committee'))
    EXECUTE FUNCTION violations_guard_open_absence();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_unabsent;
