-- Hearing sessions: summons, seats, quorum and minutes (docs/adr/0020-hearing-sessions.md).
--
-- A session is held after its summons was served in time and with its quorum of persons. Its
-- minutes are sealed with the signatures of the quorum, or, once everybody who sat has signed or
-- refused, when no more refuse than sign; not before the office has signed or its time to sign is
-- over. Sealed minutes are signed by nobody but whose noted absence was corrected since. Where more
-- refuse, nothing is confirmed and the session may be called off. Whoever is recused neither signs
-- nor decides.

CREATE OR REPLACE FUNCTION violations_quorum(of_forum text, day date) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE of_forum WHEN 'agency' THEN agency_quorum ELSE quorum END
    FROM public.violations_caserule WHERE valid_from <= day ORDER BY valid_from DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION violations_first_forum(track text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE track WHEN 'licence' THEN 'committee' ELSE 'agency' END;
COMMENT ON FUNCTION violations_first_forum(text) IS
    'The forum that hears a case of a track first.';

CREATE OR REPLACE FUNCTION violations_guard_session() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := (NEW.starts_at AT TIME ZONE 'Asia/Tehran')::date;
    kase violations_case;
    sitting integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'summoned' THEN
            PERFORM violations_refuse('A session begins with its summons.');
        END IF;
        SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
        IF NEW.forum <> violations_first_forum(kase.track) THEN
            PERFORM violations_refuse('The first forum of a track holds the session.');
        END IF;
        IF EXISTS (
            SELECT FROM violations_hearingsession
            WHERE case_id = NEW.case_id AND round_no = kase.round_no AND state = 'signed'
        ) THEN
            PERFORM violations_refuse('A round whose minutes are sealed has no other session.');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.public_id, NEW.case_id, NEW.round_no, NEW.forum, NEW.starts_at, NEW.is_online,
        NEW.place, NEW.called_on, NEW.called_by, NEW.called_by_name, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.public_id, OLD.case_id, OLD.round_no, OLD.forum,
        OLD.starts_at, OLD.is_online, OLD.place, OLD.called_on, OLD.called_by, OLD.called_by_name,
        OLD.created_at)
    THEN
        PERFORM violations_refuse('What a session was called for is not changed.');
    END IF;
    IF OLD.state IN ('postponed', 'cancelled', 'signed') THEN
        PERFORM violations_refuse('A session that is over is not changed.');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('summoned', 'held'), ('summoned', 'postponed'), ('summoned', 'cancelled'),
        ('held', 'signed'), ('held', 'postponed'), ('held', 'cancelled')
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
    IF OLD.state = 'summoned' AND NEW.state <> 'held' AND NEW.minutes <> '' THEN
        PERFORM violations_refuse('Only a session that was held has minutes.');
    END IF;
    IF NEW.state = 'held' AND OLD.state = 'summoned' THEN
        IF NEW.closed_day <> '' AND NEW.day_confirmed_on IS NULL THEN
            PERFORM violations_refuse('A session on a closed day is confirmed or postponed.');
        END IF;
        IF NEW.minutes_sha256 <> encode(sha256(convert_to(NEW.minutes, 'UTF8')), 'hex') THEN
            PERFORM violations_refuse('The hash is not that of the minutes.');
        END IF;
        IF NEW.recorded_at < NEW.starts_at
           OR (NEW.recorded_at AT TIME ZONE 'Asia/Tehran')::date > pishkhan_today() THEN
            PERFORM violations_refuse('A session is recorded after it began.');
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM violations_notice WHERE session_id = NEW.id AND (served_on < day
                OR served_on = day AND served_at <= NEW.starts_at)
        ) THEN
            PERFORM violations_refuse('A session is held after its summons was served.');
        END IF;
        IF EXISTS (
            SELECT 1 FROM violations_case heard WHERE heard.id = NEW.case_id
              AND heard.defence_due_on >= day AND NOT EXISTS (
                SELECT 1 FROM contracts_waiver
                WHERE "window" = 'defence' AND subject_id = heard.public_id
                  AND office_id = heard.office_id)
        ) THEN
            PERFORM violations_refuse('A session is held after the time to answer is over.');
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
        IF violations_reported(NEW.case_id, NEW.recorded_by)
           AND NOT accounts_is_loader(TG_RELID) THEN
            PERFORM violations_refuse('Nobody records the minutes on the own report.');
        END IF;
        IF EXISTS (
            SELECT 1 FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge
              AND is_present AND NOT is_recused AND violations_stood_back(NEW.case_id, user_id)
        ) THEN
            PERFORM violations_refuse('Who stood back in this case does not sit.');
        END IF;
        IF EXISTS (
            SELECT FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge
              AND is_present AND NOT is_recused AND violations_has_interest(NEW.case_id, user_id)
        ) THEN
            PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
        END IF;
        IF EXISTS (
            SELECT FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge
              AND is_present AND NOT is_recused
              AND violations_decided_before(NEW.case_id, user_id)
        ) THEN
            PERFORM violations_refuse(
                'Who decided before a judgment sent the case back does not sit.');
        END IF;
        IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
            SELECT FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge
              AND is_present AND NOT is_recused
              AND violations_role_ended(NEW.id, user_id, NEW.starts_at) IS NOT NULL
        ) THEN
            PERFORM violations_refuse('Who sits holds a role of the forum at the session.');
        END IF;
        sitting := violations_persons(NEW.id, 'sat');
        IF NEW.quorum < violations_quorum(NEW.forum, day) OR sitting < NEW.quorum THEN
            PERFORM violations_refuse('A session is held with its quorum.');
        END IF;
    ELSIF NEW.state = 'signed' THEN
        IF NEW.sealed_on > pishkhan_today()
           OR violations_confirmed(NEW.id, NEW.quorum, NEW.sealed_on) <> 'yes' THEN
            PERFORM violations_refuse('Minutes are sealed with the signatures of the quorum.');
        END IF;
    ELSIF OLD.state = 'held' AND NEW.state IN ('postponed', 'cancelled') THEN
        IF NEW.ended_on > pishkhan_today()
           OR violations_confirmed(NEW.id, NEW.quorum, NEW.ended_on) <> 'no' THEN
            PERFORM violations_refuse('Minutes that were recorded wait for their signatures.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_hearingsession_flow
    BEFORE INSERT OR UPDATE ON violations_hearingsession
    FOR EACH ROW EXECUTE FUNCTION violations_guard_session();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_flow;

-- A refusal to sign is noted by who was there and did not report, of a person who has an account
-- and hears of it, before two persons with an account who sat there, with its scan
-- (docs/adr/0053-paper.md). A guest is a name alone, and witnesses nothing.
CREATE OR REPLACE FUNCTION violations_check_refusal(
    seat violations_sessionseat, sitting violations_hearingsession
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF seat.user_id IS NULL THEN
        PERFORM violations_refuse('A guest signs nothing, and refuses nothing.');
    END IF;
    IF seat.is_judge AND NOT accounts_is_loader('violations_sessionseat'::regclass)
       AND violations_role_ended(seat.session_id, seat.user_id, seat.refused_at) IS NOT NULL THEN
        PERFORM violations_refuse('Who holds no role of the forum any more does not refuse.');
    END IF;
    IF (
        SELECT count(DISTINCT coalesce(nullif(holder.person_key, ''), other.name))
        FROM violations_sessionseat other
        JOIN accounts_user holder ON holder.id = other.user_id
        WHERE other.session_id = seat.session_id AND other.id <> seat.id AND other.is_present
          AND other.name <> seat.name AND seat.refusal_witnesses ? other.name
          AND NOT coalesce(accounts_same_person(other.user_id, seat.user_id), false)
    ) < 2 OR EXISTS (
        SELECT FROM jsonb_array_elements_text(seat.refusal_witnesses) AS witness
        WHERE NOT EXISTS (
            SELECT FROM violations_sessionseat other
            WHERE other.session_id = seat.session_id AND other.is_present
              AND other.name = witness AND other.user_id IS NOT NULL
        )
    ) THEN
        PERFORM violations_refuse('A refusal is noted before two witnesses who sat there.');
    END IF;
    IF NOT accounts_same_person(seat.refusal_by, sitting.recorded_by) AND NOT EXISTS (
        SELECT FROM violations_sessionseat other
        WHERE other.session_id = seat.session_id AND other.is_present
          AND accounts_same_person(other.user_id, seat.refusal_by)
    ) OR violations_reported(sitting.case_id, seat.refusal_by) THEN
        PERFORM violations_refuse('A refusal is noted by who was there and did not report.');
    END IF;
    IF NOT accounts_is_loader('violations_sessionseat'::regclass) AND (
        seat.refusal_due_on IS NULL OR seat.refusal_due_on < pishkhan_today()
        OR seat.refusal_due_on < workdays_due('signature_refusal',
            (seat.refused_at AT TIME ZONE 'Asia/Tehran')::date,
            (SELECT county_id FROM violations_case WHERE id = sitting.case_id))
        OR NOT EXISTS (
            SELECT FROM violations_evidence
            WHERE id = seat.refusal_scan_id AND case_id = sitting.case_id AND NOT is_restricted
        )
    ) THEN
        PERFORM violations_refuse('A refusal is noted with its scan, and time to sign after all.');
    END IF;
    IF NOT accounts_is_loader('violations_sessionseat'::regclass) THEN
        PERFORM workdays_check_latest(seat.refusal_due_on, workdays_due('signature_refusal',
            (seat.refused_at AT TIME ZONE 'Asia/Tehran')::date,
            (SELECT county_id FROM violations_case WHERE id = sitting.case_id)));
    END IF;
END $$;

-- Who is called to judge holds the role of the seat in the session's forum on the day of calling,
-- and has no part in the case.
CREATE OR REPLACE FUNCTION violations_check_judge(
    seat violations_sessionseat, sitting violations_hearingsession
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
BEGIN
    SELECT house.public_id INTO agency FROM violations_case kase
    JOIN agencies_agency house ON house.id = kase.agency_id
    WHERE kase.id = sitting.case_id AND sitting.forum = 'agency';
    IF seat.role <> ALL (CASE sitting.forum
            WHEN 'agency' THEN '{agency_manager,agency_clerk}'::text[]
            ELSE '{committee_chair,committee_member}'::text[] END)
       OR (sitting.forum = 'agency' AND agency IS NULL)
       OR accounts_holds(seat.user_id, seat.role, agency, sitting.called_on) IS NOT TRUE THEN
        PERFORM violations_refuse('Who judges holds a role of the forum.');
    END IF;
    IF violations_reported(sitting.case_id, seat.user_id) THEN
        PERFORM violations_refuse('Nobody sits in a session on the own report.');
    END IF;
    IF violations_has_interest(sitting.case_id, seat.user_id) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    IF violations_decided_before(sitting.case_id, seat.user_id) THEN
        PERFORM violations_refuse('Who decided before a judgment sent the case back does not sit.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_seat() RETURNS trigger
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
        IF NEW.is_judge AND NOT NEW.is_recused
           AND violations_stood_back(sitting.case_id, NEW.user_id) THEN
            PERFORM violations_refuse('Who stood back in this case does not sit.');
        END IF;
        IF NEW.refused_at IS NOT NULL THEN
            PERFORM violations_refuse('Nobody refuses before there are minutes.');
        END IF;
        IF NEW.is_judge AND NOT accounts_is_loader(TG_RELID) THEN
            PERFORM violations_check_judge(NEW, sitting);
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.public_id, NEW.session_id, NEW.user_id, NEW.name, NEW.role, NEW.is_judge)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.session_id, OLD.user_id, OLD.name, OLD.role, OLD.is_judge) THEN
        PERFORM violations_refuse('Who was called is not changed.');
    END IF;
    -- An answer to a contested absence corrects who came (absences.sql).
    IF sitting.state <> 'summoned' AND (NEW.is_present, NEW.is_recused, NEW.recusal_reason)
       IS DISTINCT FROM (CASE WHEN OLD.contest_answer = '' AND NEW.contest_answer = 'present'
           THEN true ELSE OLD.is_present END, OLD.is_recused, OLD.recusal_reason) THEN
        PERFORM violations_refuse('Who came is not changed after the session.');
    END IF;
    IF NEW.is_recused AND NOT OLD.is_recused AND NOT accounts_is_loader(TG_RELID)
       AND coalesce(accounts_same_person(
           NULLIF(current_setting('app.user_id', true), '')::bigint, NEW.user_id), true) IS FALSE
    THEN
        PERFORM violations_refuse('Nobody stands back in the name of another.');
    END IF;
    IF OLD.is_recused AND (NOT NEW.is_recused OR NEW.recusal_reason <> OLD.recusal_reason) THEN
        PERFORM violations_refuse('Who stood back stays back.');
    END IF;
    IF OLD.refused_at IS NOT NULL AND NEW.refusal_due_on IS DISTINCT FROM OLD.refusal_due_on
       AND NOT workdays_moved(
           'session.signature', OLD.public_id, OLD.refusal_due_on, NEW.refusal_due_on) THEN
        PERFORM violations_refuse('The time to sign after all moves by a receipt.');
    END IF;
    IF (NEW.refused_at, NEW.refusal_reason, NEW.refusal_witnesses, NEW.refusal_by,
        NEW.refusal_by_name, NEW.refusal_scan_id,
        CASE WHEN OLD.refused_at IS NULL THEN NEW.refusal_due_on END)
       IS DISTINCT FROM (OLD.refused_at, OLD.refusal_reason, OLD.refusal_witnesses,
        OLD.refusal_by, OLD.refusal_by_name, OLD.refusal_scan_id,
        CASE WHEN OLD.refused_at IS NULL THEN OLD.refusal_due_on END) THEN
        IF OLD.refused_at IS NOT NULL OR OLD.signed_at IS NOT NULL OR NEW.signed_at IS NOT NULL THEN
            PERFORM violations_refuse('That somebody does not sign is noted once, unsigned.');
        END IF;
        IF sitting.state <> 'held' OR NEW.refused_at < sitting.recorded_at
           OR (NEW.refused_at AT TIME ZONE 'Asia/Tehran')::date > pishkhan_today() THEN
            PERFORM violations_refuse('A refusal is noted after the minutes, before the seal.');
        END IF;
        IF accounts_same_person(NEW.refusal_by, NEW.user_id) THEN
            PERFORM violations_refuse('Nobody notes the own refusal.');
        END IF;
        PERFORM violations_check_refusal(NEW, sitting);
    END IF;
    IF (NEW.signed_at, NEW.signed_sha256, NEW.signed_remark)
       IS DISTINCT FROM (OLD.signed_at, OLD.signed_sha256, OLD.signed_remark) THEN
        IF OLD.signed_at IS NOT NULL THEN
            PERFORM violations_refuse('Minutes are signed once.');
        END IF;
        IF sitting.state = 'signed' AND NOT (NEW.contest_answer = 'present'
           AND NEW.answered_at AT TIME ZONE 'Asia/Tehran' >= sitting.sealed_on
           AND NOT EXISTS (
               SELECT FROM violations_decision WHERE session_id = NEW.session_id)) THEN
            PERFORM violations_refuse('Nobody signs minutes that are sealed.');
        END IF;
        IF sitting.state NOT IN ('held', 'signed')
           OR NEW.signed_sha256 <> sitting.minutes_sha256
           OR NEW.signed_at < sitting.recorded_at
           OR (NEW.signed_at AT TIME ZONE 'Asia/Tehran')::date > pishkhan_today() THEN
            PERFORM violations_refuse('Only the minutes of a session that was held are signed.');
        END IF;
        IF NEW.is_judge AND NOT accounts_is_loader(TG_RELID)
           AND violations_role_ended(NEW.session_id, NEW.user_id, NEW.signed_at) IS NOT NULL THEN
            PERFORM violations_refuse('Who holds no role of the forum any more does not sign.');
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

CREATE OR REPLACE TRIGGER violations_sessionseat_kept_true
    BEFORE INSERT OR UPDATE ON violations_sessionseat
    FOR EACH ROW EXECUTE FUNCTION violations_guard_seat();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_kept_true;

-- A recusal holds for the whole case, also when that session was called off, or none was called.
-- One from the contracts of an office with an agency holds for each of their cases.
CREATE OR REPLACE FUNCTION violations_stood_back(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM violations_sessionseat seat
        JOIN violations_hearingsession session ON session.id = seat.session_id
        WHERE session.case_id = wanted AND seat.is_recused
          AND accounts_same_person(seat.user_id, person)
    ) OR EXISTS (
        SELECT FROM violations_recusal back
        WHERE back.case_id = wanted AND accounts_same_person(back.user_id, person)
    ) OR EXISTS (
        SELECT FROM violations_case kase
        WHERE kase.id = wanted AND contracts_stood_back(kase.agency_id, kase.office_id, person)
    );
END $$;
COMMENT ON FUNCTION violations_stood_back(bigint, bigint) IS
    'Whether a person stood back from a case, or from the contracts of its office with its agency.';

CREATE OR REPLACE FUNCTION violations_lost_somebody(kase violations_case) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM violations_sessionseat seat
        JOIN violations_hearingsession session ON session.id = seat.session_id
        WHERE session.case_id = kase.id AND seat.is_recused
    ) OR EXISTS (
        SELECT FROM violations_recusal back WHERE back.case_id = kase.id
    ) OR EXISTS (
        SELECT FROM contracts_contractrecusal back
        JOIN contracts_contract held ON held.id = back.contract_id
        WHERE held.agency_id = kase.agency_id AND held.office_id = kase.office_id
    )
$$;
COMMENT ON FUNCTION violations_lost_somebody(violations_case) IS
    'Whether anybody stood back from a case, or from the contracts of its office with its agency.';

CREATE OR REPLACE FUNCTION violations_persons(wanted bigint, how text) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH sitting AS (
        SELECT coalesce(nullif(holder.person_key, ''), 'account ' || holder.id) AS person,
            bool_or(seat.signed_at IS NOT NULL) AS has_signed,
            bool_or(seat.refused_at IS NOT NULL) AS has_refused
        FROM public.violations_sessionseat seat
        JOIN public.accounts_user holder ON holder.id = seat.user_id
        WHERE seat.session_id = wanted AND seat.is_judge AND seat.is_present
          AND NOT seat.is_recused
        GROUP BY 1
    )
    SELECT count(*) FILTER (WHERE CASE how WHEN 'signed' THEN has_signed
        WHEN 'refused' THEN has_refused AND NOT has_signed ELSE true END)::integer
    FROM sitting
$$;
COMMENT ON FUNCTION violations_persons(bigint, text) IS
    'How many persons sat for the forum in a session (how sat), signed, or refused to.';

-- Who was called to judge and holds no role of the forum any more signs nothing: the minutes do
-- not wait for the person, and the seat does not count for the quorum. A signature stays.
CREATE OR REPLACE FUNCTION violations_role_ended(
    wanted bigint, account bigint, moment timestamptz
) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    roles text[];
    scope uuid;
    last_at timestamptz;
BEGIN
    SELECT CASE session.forum WHEN 'agency' THEN '{agency_manager,agency_clerk}'::text[]
            ELSE '{committee_chair,committee_member}'::text[] END,
        CASE session.forum WHEN 'agency' THEN house.public_id END
      INTO roles, scope
    FROM violations_hearingsession session
    JOIN violations_case kase ON kase.id = session.case_id
    LEFT JOIN agencies_agency house ON house.id = kase.agency_id
    WHERE session.id = wanted;
    IF EXISTS (
        SELECT FROM accounts_of(account) AS own, unnest(roles) AS role_name
        WHERE accounts_holds_at(own, role_name, scope, moment)
    ) THEN
        RETURN NULL;
    END IF;
    SELECT max(least(held.ended_at, (held.ends_on + 1)::timestamp AT TIME ZONE 'Asia/Tehran'))
      INTO last_at
    FROM accounts_rolegrant held
    WHERE held.user_id IN (SELECT accounts_of(account)) AND held.role = ANY (roles)
      AND held.scope_id IS NOT DISTINCT FROM scope;
    RETURN least(last_at, moment);
END $$;
COMMENT ON FUNCTION violations_role_ended(bigint, bigint, timestamptz) IS
    'Since when a person holds no role of the forum of a session; null while one is in force.';

CREATE OR REPLACE FUNCTION violations_released(wanted bigint, day date) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*)::integer FROM (
        SELECT coalesce(nullif(holder.person_key, ''), 'account ' || holder.id)
        FROM public.violations_sessionseat seat
        JOIN public.accounts_user holder ON holder.id = seat.user_id
        WHERE seat.session_id = wanted AND seat.is_judge AND seat.is_present
          AND NOT seat.is_recused
        GROUP BY 1
        HAVING bool_and(seat.signed_at IS NULL AND seat.refused_at IS NULL
            AND violations_role_ended(wanted, seat.user_id, accounts_moment(day)) IS NOT NULL)
    ) AS released
$$;
COMMENT ON FUNCTION violations_released(bigint, date) IS
    'How many persons sat, have not signed or refused, and hold no role of the forum on a day.';

CREATE OR REPLACE FUNCTION violations_unnotable_after(wanted bigint) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    recorded date;
    county bigint;
    sat integer;
BEGIN
    SELECT (session.recorded_at AT TIME ZONE 'Asia/Tehran')::date, subject.county_id
      INTO recorded, county
    FROM violations_hearingsession session
    JOIN violations_case subject ON subject.id = session.case_id
    WHERE session.id = wanted;
    SELECT count(DISTINCT coalesce(nullif(holder.person_key, ''), 'account ' || holder.id))
      INTO sat
    FROM violations_sessionseat seat
    JOIN accounts_user holder ON holder.id = seat.user_id
    WHERE seat.session_id = wanted AND seat.is_present AND NOT seat.is_recused;
    IF recorded IS NULL OR sat >= 3 THEN
        RETURN NULL;
    END IF;
    RETURN workdays_due('signature_refusal', recorded, county);
END $$;
COMMENT ON FUNCTION violations_unnotable_after(bigint) IS
    'The last day to sign minutes in which no refusal can be noted: too few sat to witness it.';

CREATE OR REPLACE FUNCTION violations_minutes_due(wanted bigint) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public.workdays_due('signature_refusal',
        (session.recorded_at AT TIME ZONE 'Asia/Tehran')::date, subject.county_id)
    FROM public.violations_hearingsession session
    JOIN public.violations_case subject ON subject.id = session.case_id
    WHERE session.id = wanted AND session.recorded_at IS NOT NULL
$$;
COMMENT ON FUNCTION violations_minutes_due(bigint) IS
    'The last day on which minutes wait for who was heard in the session.';

CREATE OR REPLACE FUNCTION violations_office_signs(wanted bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.violations_sessionseat seat
        WHERE seat.session_id = wanted AND NOT seat.is_judge AND seat.user_id IS NOT NULL
          AND seat.is_present AND seat.signed_at IS NULL
          AND day <= greatest(seat.refusal_due_on, public.violations_minutes_due(wanted))
          AND NOT EXISTS (
              SELECT FROM public.violations_sessionseat other
              WHERE other.session_id = wanted AND other.signed_at IS NOT NULL
                AND public.accounts_same_person(other.user_id, seat.user_id))
    )
$$;
COMMENT ON FUNCTION violations_office_signs(bigint, date) IS
    'Whether the minutes of a session wait on a day for who was heard in it.';

DROP FUNCTION IF EXISTS violations_confirmed(bigint, integer);
CREATE OR REPLACE FUNCTION violations_confirmed(wanted bigint, quorum integer, day date)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    signed integer := violations_persons(wanted, 'signed');
    refused integer := violations_persons(wanted, 'refused');
    sat integer := violations_persons(wanted, 'sat');
    released integer := violations_released(wanted, day);
BEGIN
    IF signed >= quorum THEN
        RETURN CASE WHEN violations_office_signs(wanted, day) THEN 'open' ELSE 'yes' END;
    END IF;
    IF sat - released < quorum THEN
        RETURN 'no';
    END IF;
    -- Who is noted as not signing may still sign: until then the refusal counts for nothing.
    IF EXISTS (
        SELECT FROM violations_sessionseat WHERE session_id = wanted AND is_judge
          AND signed_at IS NULL AND refusal_due_on >= day
          AND violations_role_ended(wanted, user_id, accounts_moment(day)) IS NULL
    ) THEN
        RETURN 'open';
    END IF;
    IF signed + refused + released < sat THEN
        -- A refusal is noted before two others who sat: where no two are left, whoever has not
        -- signed in the same time does not confirm the minutes.
        RETURN CASE WHEN day > violations_unnotable_after(wanted) THEN 'no' ELSE 'open' END;
    END IF;
    RETURN CASE WHEN signed < greatest(refused, 1) OR signed + refused < quorum THEN 'no'
        WHEN violations_office_signs(wanted, day) THEN 'open' ELSE 'yes' END;
END $$;
COMMENT ON FUNCTION violations_confirmed(bigint, integer, date) IS
    'Whether the minutes are confirmed on a day: yes, no, or open while somebody may sign.';

-- A session is held only after the least time since the service of its summons.
CREATE OR REPLACE FUNCTION violations_guard_summons_notice() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told date;
    least integer;
BEGIN
    SELECT min(served_on) INTO told FROM violations_notice WHERE session_id = NEW.id;
    SELECT value + (unit = 'day')::integer INTO least FROM workdays_deadlinerule
    WHERE key = 'summons_notice' AND valid_from <= told
      AND (valid_to IS NULL OR valid_to >= told);
    IF (NEW.starts_at AT TIME ZONE 'Asia/Tehran')::date < told + least
       OR (NOT accounts_is_loader(TG_RELID)
           AND (NEW.starts_at AT TIME ZONE 'Asia/Tehran')::date < workdays_due(
               'summons_notice', told,
               (SELECT county_id FROM violations_case WHERE id = NEW.case_id))) THEN
        PERFORM violations_refuse('A session is held the least time after its summons.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_hearingsession_in_time
    BEFORE UPDATE ON violations_hearingsession
    FOR EACH ROW WHEN (OLD.state = 'summoned' AND NEW.state = 'held')
    EXECUTE FUNCTION violations_guard_summons_notice();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_in_time;
