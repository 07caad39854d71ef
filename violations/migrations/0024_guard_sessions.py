"""
What a session was called for, who sat and what was signed stays; nothing is decided past it.

A session is held after its summons was served and with its quorum, its minutes are sealed by as
many signatures, and who stood back neither signs nor decides (design: DOMAIN C4-7).
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_quorum(of_forum text, day date) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE of_forum WHEN 'agency' THEN agency_quorum ELSE quorum END
    FROM public.violations_caserule WHERE valid_from <= day ORDER BY valid_from DESC LIMIT 1
$$;

CREATE FUNCTION violations_guard_session() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := (NEW.starts_at AT TIME ZONE 'Asia/Tehran')::date;
    sitting integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'summoned' THEN
            PERFORM violations_refuse('A session begins with its summons.');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.public_id, NEW.case_id, NEW.forum, NEW.starts_at, NEW.is_online, NEW.place,
        NEW.called_on, NEW.called_by, NEW.called_by_name, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.public_id, OLD.case_id, OLD.forum, OLD.starts_at,
        OLD.is_online, OLD.place, OLD.called_on, OLD.called_by, OLD.called_by_name, OLD.created_at)
    THEN
        PERFORM violations_refuse('What a session was called for is not changed.');
    END IF;
    IF OLD.state IN ('postponed', 'cancelled', 'signed') THEN
        PERFORM violations_refuse('A session that is over is not changed.');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('summoned', 'held'), ('summoned', 'postponed'), ('summoned', 'cancelled'),
        ('held', 'signed')
    ) THEN
        PERFORM violations_refuse(
            format('A session does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF OLD.state = 'held' AND (NEW.minutes, NEW.minutes_sha256, NEW.quorum, NEW.recorded_at,
        NEW.recorded_by, NEW.recorded_by_name) IS DISTINCT FROM (OLD.minutes,
        OLD.minutes_sha256, OLD.quorum, OLD.recorded_at, OLD.recorded_by, OLD.recorded_by_name)
    THEN
        PERFORM violations_refuse('Minutes that were recorded are not changed.');
    END IF;
    IF NEW.state = 'held' AND OLD.state = 'summoned' THEN
        IF NEW.minutes_sha256 <> encode(sha256(convert_to(NEW.minutes, 'UTF8')), 'hex') THEN
            PERFORM violations_refuse('The hash is not that of the minutes.');
        END IF;
        IF NEW.recorded_at < NEW.starts_at
           OR (NEW.recorded_at AT TIME ZONE 'Asia/Tehran')::date > pishkhan_today() THEN
            PERFORM violations_refuse('A session is recorded after it began.');
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM violations_notice WHERE session_id = NEW.id AND served_on <= day
        ) THEN
            PERFORM violations_refuse('A session is held after its summons was served.');
        END IF;
        IF EXISTS (
            SELECT 1 FROM violations_sessionseat WHERE session_id = NEW.id AND is_present IS NULL
        ) THEN
            PERFORM violations_refuse('Of each who was called it is said whether he came.');
        END IF;
        IF EXISTS (
            SELECT 1 FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge
              AND is_present AND NOT is_recused AND violations_reported(NEW.case_id, user_id)
        ) THEN
            PERFORM violations_refuse('Nobody sits in a session on the own report.');
        END IF;
        SELECT count(*) INTO sitting FROM violations_sessionseat
        WHERE session_id = NEW.id AND is_judge AND is_present AND NOT is_recused;
        IF NEW.quorum < violations_quorum(NEW.forum, day) OR sitting < NEW.quorum THEN
            PERFORM violations_refuse('A session is held with its quorum.');
        END IF;
    ELSIF NEW.state = 'signed' THEN
        SELECT count(*) INTO sitting FROM violations_sessionseat
        WHERE session_id = NEW.id AND is_judge AND NOT is_recused AND signed_at IS NOT NULL;
        IF sitting < NEW.quorum THEN
            PERFORM violations_refuse('Minutes are sealed with the signatures of the quorum.');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_hearingsession_flow BEFORE INSERT OR UPDATE ON violations_hearingsession
    FOR EACH ROW EXECUTE FUNCTION violations_guard_session();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_flow;

CREATE FUNCTION violations_guard_seat() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sitting violations_hearingsession;
BEGIN
    SELECT * INTO sitting FROM violations_hearingsession WHERE id = NEW.session_id FOR SHARE;
    IF TG_OP = 'INSERT' THEN
        IF sitting.state <> 'summoned' OR NEW.is_present IS NOT NULL OR NEW.signed_at IS NOT NULL
        THEN
            PERFORM violations_refuse('People are called with the summons.');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.public_id, NEW.session_id, NEW.user_id, NEW.name, NEW.role, NEW.is_judge)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.session_id, OLD.user_id, OLD.name, OLD.role, OLD.is_judge) THEN
        PERFORM violations_refuse('Who was called is not changed.');
    END IF;
    IF sitting.state <> 'summoned' AND (NEW.is_present, NEW.is_recused, NEW.recusal_reason)
       IS DISTINCT FROM (OLD.is_present, OLD.is_recused, OLD.recusal_reason) THEN
        PERFORM violations_refuse('Who came is not changed after the session.');
    END IF;
    IF OLD.is_recused AND (NOT NEW.is_recused OR NEW.recusal_reason <> OLD.recusal_reason) THEN
        PERFORM violations_refuse('Who stood back stays back.');
    END IF;
    IF (NEW.signed_at, NEW.signed_sha256) IS DISTINCT FROM (OLD.signed_at, OLD.signed_sha256) THEN
        IF OLD.signed_at IS NOT NULL THEN
            PERFORM violations_refuse('Minutes are signed once.');
        END IF;
        IF sitting.state NOT IN ('held', 'signed')
           OR NEW.signed_sha256 <> sitting.minutes_sha256
           OR NEW.signed_at < sitting.recorded_at
           OR (NEW.signed_at AT TIME ZONE 'Asia/Tehran')::date > pishkhan_today() THEN
            PERFORM violations_refuse('Only the minutes of a session that was held are signed.');
        END IF;
        IF EXISTS (
            SELECT 1 FROM violations_sessionseat other WHERE other.session_id = NEW.session_id
              AND other.is_recused AND accounts_same_person(other.user_id, NEW.user_id)
        ) THEN
            PERFORM violations_refuse('Who stood back does not sign.');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_sessionseat_kept_true BEFORE INSERT OR UPDATE ON violations_sessionseat
    FOR EACH ROW EXECUTE FUNCTION violations_guard_seat();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_kept_true;

-- A recusal holds for the case, also when that session was called off: the turn passes on.
CREATE FUNCTION violations_stood_back(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM violations_sessionseat seat
        JOIN violations_hearingsession session ON session.id = seat.session_id
        WHERE session.case_id = wanted AND seat.is_recused
          AND accounts_same_person(seat.user_id, person)
    )
$$;
CREATE OR REPLACE FUNCTION violations_is_free(wanted bigint, step text, account bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT violations_reported(wanted, account)
        AND NOT violations_stood_back(wanted, account)
        AND (step <> 'appeal' OR NOT violations_took_part(wanted, account))
$$;

CREATE FUNCTION violations_guard_decision_session() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stands violations_hearingsession;
BEGIN
    IF NEW.forum NOT IN ('agency', 'committee') THEN
        IF NEW.session_id IS NOT NULL THEN
            PERFORM violations_refuse('Only a first decision names a session.');
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO stands FROM violations_hearingsession
    WHERE case_id = NEW.case_id AND state NOT IN ('postponed', 'cancelled')
    ORDER BY id DESC LIMIT 1 FOR SHARE;
    IF stands.id IS NOT NULL THEN
        IF stands.state <> 'signed' THEN
            PERFORM violations_refuse('Nothing is decided before the minutes are sealed.');
        END IF;
        IF NEW.session_id IS DISTINCT FROM stands.id THEN
            PERFORM violations_refuse('A decision names the session in which it was heard.');
        END IF;
        IF NEW.decided_on < stands.sealed_on THEN
            PERFORM violations_refuse('Nothing is decided before the minutes are sealed.');
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM violations_sessionseat WHERE session_id = stands.id AND is_judge
              AND is_present AND NOT is_recused AND accounts_same_person(user_id, NEW.decided_by)
        ) AND EXISTS (
            SELECT 1 FROM violations_sessionseat WHERE session_id = stands.id AND is_judge
              AND is_present AND NOT is_recused
              AND violations_is_turn(NEW.case_id, 'decision', user_id, NEW.decided_on)
        ) THEN
            PERFORM violations_refuse('Who decides has sat in the session.');
        END IF;
    ELSIF NEW.session_id IS NOT NULL THEN
        PERFORM violations_refuse('A decision names the session in which it was heard.');
    END IF;
    IF violations_stood_back(NEW.case_id, NEW.decided_by) THEN
        PERFORM violations_refuse('Who stood back does not decide.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_decision_session BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_decision_session();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_session;

CREATE FUNCTION violations_keep_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM violations_refuse('What was recorded here is not deleted.');
    RETURN NULL;
END $$;

SELECT pishkhan_guard_days('violations_hearingsession', 'called_on', 'ended_on', 'sealed_on');
"""

TABLES = ("violations_hearingsession", "violations_sessionseat")
KEPT = "".join(
    f"""
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION violations_keep_whole();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_whole;
"""
    for table in TABLES
)

BACKWARD = (
    "".join(
        f"DROP TRIGGER {table}_whole ON {table}; DROP TRIGGER {table}_kept ON {table};\n"
        for table in TABLES
    )
    + """
DROP TRIGGER violations_hearingsession_not_ahead ON violations_hearingsession;
DROP FUNCTION violations_keep_whole();
CREATE OR REPLACE FUNCTION violations_is_free(wanted bigint, step text, account bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT violations_reported(wanted, account)
        AND (step <> 'appeal' OR NOT violations_took_part(wanted, account))
$$;
DROP FUNCTION violations_stood_back(bigint, bigint);
DROP TRIGGER violations_decision_session ON violations_decision;
DROP FUNCTION violations_guard_decision_session();
DROP TRIGGER violations_sessionseat_kept_true ON violations_sessionseat;
DROP FUNCTION violations_guard_seat();
DROP TRIGGER violations_hearingsession_flow ON violations_hearingsession;
DROP FUNCTION violations_guard_session();
DROP FUNCTION violations_quorum(text, date);
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0023_hearing_sessions"),
        ("core", "0002_days_not_ahead"),
    ]

    operations = [migrations.RunSQL(FORWARD + KEPT, BACKWARD)]
