-- Decisions: state and forum, four eyes, the session and its quorum.

CREATE OR REPLACE FUNCTION violations_guard_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF violations_reported(kase.id, NEW.decided_by) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    IF NEW.forum IN ('appeal', 'judgment') THEN
        IF violations_took_part(kase.id, NEW.decided_by)
           AND NOT (NEW.forum = 'judgment'
                    AND violations_turn(kase.id, 'judgment', NEW.decided_on) = 'secretariat') THEN
            PERFORM violations_refuse(
                'An appeal is decided by somebody who had no part in the case.');
        END IF;
        IF NEW.forum = 'judgment' AND violations_decided_objection(kase.id, NEW.decided_by) THEN
            PERFORM violations_refuse('A judgment is recorded by another than it judges.');
        END IF;
        IF (NEW.forum = 'appeal' AND kase.state <> 'appealed' AND NOT kase.is_contested) OR (
            NEW.forum = 'judgment'
            AND NOT (
                kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
                AND NOT kase.is_contested
            )
        ) THEN
            PERFORM violations_refuse('The case is not in a state for this decision.');
        END IF;
        IF NEW.forum = 'judgment' AND violations_is_untold(kase.id) THEN
            PERFORM violations_refuse('The result of the appeal is served before a judgment.');
        END IF;
    ELSIF kase.state NOT IN ('defended', 'defence_lapsed', 'scheduled')
          OR NEW.forum <> violations_first_forum(kase.track) THEN
        PERFORM violations_refuse('The case is not in a state for this decision.');
    END IF;
    RETURN NEW;
END $$;

-- Nothing is decided on what was entered in the office's name while the office may contest it,
-- unless the office has written itself since (docs/adr/0074-papers-of-offices.md).
CREATE OR REPLACE FUNCTION violations_guard_contestable() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (CASE NEW.forum WHEN 'appeal' THEN EXISTS (
        SELECT FROM violations_appeal
        WHERE case_id = NEW.case_id AND round_no = NEW.round_no AND contested_on IS NULL
          AND contest_until >= NEW.decided_on
    ) ELSE EXISTS (
        SELECT FROM violations_defence paper
        WHERE paper.case_id = NEW.case_id AND paper.contested_on IS NULL
          AND paper.contest_until >= NEW.decided_on AND NOT EXISTS (
            SELECT FROM violations_defence own
            WHERE own.case_id = NEW.case_id AND NOT own.is_paper
              AND own.submitted_at > paper.submitted_at)
    ) END) THEN
        PERFORM violations_refuse('Nothing is decided on a paper while the office may contest it.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of state, role and turn.
CREATE OR REPLACE TRIGGER violations_decision_uncontested BEFORE INSERT ON violations_decision
    FOR EACH ROW WHEN (NEW.forum IN ('agency', 'committee', 'appeal'))
    EXECUTE FUNCTION violations_guard_contestable();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_uncontested;

CREATE OR REPLACE TRIGGER violations_decision_four_eyes BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_decision();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_four_eyes;

-- How grave a sanction is, for comparison: its rung, then its days (violations.rules.weight).
CREATE OR REPLACE FUNCTION violations_weight(sanction text, days integer) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ARRAY[array_position(ARRAY['none', 'reminder', 'written_warning', 'suspension',
        'termination_review', 'licence_cancellation_referral'], sanction), coalesce(days, 0)]
$$;

-- An objection never makes a sanction graver, and a judgment that reduces makes it lighter.
CREATE OR REPLACE FUNCTION violations_guard_lighter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    before integer[];
    after integer[] := violations_weight(NEW.sanction, NEW.sanction_days);
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    before := violations_weight(kase.sanction, kase.sanction_days);
    IF after > before OR (NEW.forum = 'judgment' AND after = before) THEN
        PERFORM violations_refuse('A reduced sanction is lighter than the one decided.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of state and role.
CREATE OR REPLACE TRIGGER violations_decision_weighed BEFORE INSERT ON violations_decision
    FOR EACH ROW WHEN (NEW.forum IN ('appeal', 'judgment') AND NEW.outcome = 'proven')
    EXECUTE FUNCTION violations_guard_lighter();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_weighed;

CREATE OR REPLACE FUNCTION violations_guard_sitting() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.attendance) AS member
        WHERE (member->>'is_present')::boolean AND NOT (member->>'is_recused')::boolean
          AND violations_reported(NEW.case_id, (member->>'user_id')::bigint)
    ) THEN
        PERFORM violations_refuse('Nobody sits in a session on the own report.');
    END IF;
    IF EXISTS (
        SELECT FROM jsonb_array_elements(NEW.attendance) AS member
        WHERE (member->>'is_present')::boolean AND NOT (member->>'is_recused')::boolean
          AND violations_decided_before(NEW.case_id, (member->>'user_id')::bigint)
    ) THEN
        PERFORM violations_refuse('Who decided before a judgment sent the case back does not sit.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_decision_sitting BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_sitting();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_sitting;

CREATE OR REPLACE FUNCTION violations_guard_decision_session() RETURNS trigger
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
    WHERE case_id = NEW.case_id AND round_no = NEW.round_no
      AND state NOT IN ('postponed', 'cancelled')
    ORDER BY id DESC LIMIT 1 FOR SHARE;
    IF stands.id IS NULL AND EXISTS (
        SELECT FROM violations_case WHERE id = NEW.case_id AND decision_on > NEW.decided_on
    ) THEN
        PERFORM violations_refuse('A case is not decided before the day that was named.');
    END IF;
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
        IF EXISTS (
            SELECT FROM (
                SELECT * FROM violations_sessionseat
                WHERE session_id = stands.id AND is_judge
            ) AS seat FULL JOIN jsonb_array_elements(NEW.attendance) AS member
              ON (member->>'user_id')::bigint = seat.user_id
             AND (member->>'is_present')::boolean = seat.is_present
             AND (member->>'is_recused')::boolean = seat.is_recused
             AND member->>'name' = seat.name
            WHERE seat.id IS NULL OR member IS NULL
        ) THEN
            PERFORM violations_refuse('A decision names who sat as the minutes do.');
        END IF;
    ELSIF NEW.session_id IS NOT NULL THEN
        PERFORM violations_refuse('A decision names the session in which it was heard.');
    END IF;
    IF violations_stood_back(NEW.case_id, NEW.decided_by) THEN
        PERFORM violations_refuse('Who stood back does not decide.');
    END IF;
    IF violations_has_interest(NEW.case_id, NEW.decided_by) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_decision_session BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_decision_session();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_session;

-- The committee decides what it heard in a session, and nobody types who sat.
CREATE OR REPLACE FUNCTION violations_guard_unseated() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.forum = 'committee' OR NEW.attendance <> '[]')
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM violations_refuse('A committee decides in a session, and names who sat there.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the turn, whose message
-- says more.
CREATE OR REPLACE TRIGGER violations_decision_without_session BEFORE INSERT ON violations_decision
    FOR EACH ROW WHEN (NEW.session_id IS NULL AND NEW.forum IN ('agency', 'committee'))
    EXECUTE FUNCTION violations_guard_unseated();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_without_session;

-- The occurrence of a violation on a day: 1 and the earlier events that count
-- (violations.rules.occurrence). Linked twins are one event.
CREATE OR REPLACE FUNCTION violations_occurrence(kase violations_case, as_of date) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    months integer;
BEGIN
    SELECT lookback_months INTO months FROM violations_caserule
    WHERE valid_from <= as_of ORDER BY valid_from DESC, id LIMIT 1;
    RETURN 1 + (
        SELECT count(DISTINCT LEAST(prior.id, coalesce(prior.linked_id, prior.id)))
        FROM violations_case prior
        JOIN violations_violationtype kind ON kind.id = prior.type_id
        WHERE kind.code = (SELECT code FROM violations_violationtype WHERE id = kase.type_id)
          AND prior.office_id = kase.office_id
          AND prior.holder_id IS NOT DISTINCT FROM kase.holder_id
          AND prior.state IN ('final', 'closed') AND prior.outcome = 'proven'
          AND prior.final_on <= as_of AND prior.served_on < kase.occurred_on
          AND kase.occurred_on < pishkhan_add_months(prior.final_on, months)
    );
END $$;

-- A first decision counts the occurrence and names the sanction of the matrix; what departs from it
-- has its reason. After an objection or a judgment the occurrence stays as it was counted.
CREATE OR REPLACE FUNCTION violations_guard_matrix() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    counted integer;
    cell violations_sanctionrule;
    is_proven boolean := NEW.outcome = 'proven';
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF char_length(btrim(NEW.reasons)) < 40 THEN
        PERFORM violations_refuse('A decision states its reasons in 40 letters or more.');
    END IF;
    IF NEW.points <> (CASE WHEN is_proven THEN kase.points ELSE 0 END) THEN
        PERFORM violations_refuse('A proven violation has the points of its case.');
    END IF;
    IF (NEW.sanction = 'suspension') <> (NEW.sanction_days IS NOT NULL)
       OR NEW.sanction_days NOT BETWEEN 1 AND 365 THEN
        PERFORM violations_refuse('A suspension, and nothing else, has 1 to 365 days.');
    END IF;
    counted := kase.occurrence;
    IF NEW.forum IN ('agency', 'committee') THEN
        counted := violations_occurrence(kase, NEW.decided_on);
        SELECT * INTO cell FROM violations_sanctionrule
        WHERE type_id = kase.type_id AND occurrence <= counted ORDER BY occurrence DESC LIMIT 1;
        IF (NEW.proposed_sanction, NEW.proposed_days)
           IS DISTINCT FROM (coalesce(cell.sanction, ''), cell.days) THEN
            PERFORM violations_refuse('A decision names the sanction of the matrix.');
        END IF;
        IF is_proven AND char_length(btrim(NEW.override_reason)) < 20
           AND (NEW.sanction, NEW.sanction_days)
           IS DISTINCT FROM (coalesce(cell.sanction, 'none'), cell.days) THEN
            PERFORM violations_refuse('Another sanction than that of the matrix has its reason.');
        END IF;
    END IF;
    IF NEW.occurrence IS DISTINCT FROM (CASE WHEN is_proven THEN counted END) THEN
        PERFORM violations_refuse('The occurrence of a violation is counted, not chosen.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the other guards of the table, whose
-- messages say more.
CREATE OR REPLACE TRIGGER violations_decision_zx_matrix BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_matrix();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_zx_matrix;
