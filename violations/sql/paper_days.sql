-- What comes on paper with a day of its own: who entered it when, and who confirmed an earlier day.
--
-- The role that serves people writes the moment of entry by the clock of the server; only the
-- loader of samples and tests writes of past days.

CREATE OR REPLACE FUNCTION violations_entered(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE
RETURN (moment AT TIME ZONE 'Asia/Tehran')::date;

-- What is entered in the office's name leaves it time to contest
-- (docs/adr/0074-papers-of-offices.md).
CREATE OR REPLACE FUNCTION violations_check_contest(of_case bigint, until date)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    county bigint;
BEGIN
    SELECT county_id INTO STRICT county FROM violations_case WHERE id = of_case;
    IF NOT coalesce(
        until >= workdays_due('window_after_entry', pishkhan_today(), county), false) THEN
        PERFORM violations_refuse('A paper entry leaves the office time to contest it.');
    END IF;
    PERFORM workdays_check_latest(
        until, workdays_due('window_after_entry', pishkhan_today(), county));
END $$;

-- That day moves with its receipt alone. The argument names its clock.
CREATE OR REPLACE FUNCTION violations_guard_contest_until() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT workdays_moved(TG_ARGV[0], NEW.public_id, OLD.contest_until, NEW.contest_until) THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_defence_contest_day BEFORE UPDATE ON violations_defence
    FOR EACH ROW WHEN (NEW.contest_until IS DISTINCT FROM OLD.contest_until)
    EXECUTE FUNCTION violations_guard_contest_until('defence.contest');
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_contest_day;

CREATE OR REPLACE TRIGGER violations_appeal_contest_day BEFORE UPDATE ON violations_appeal
    FOR EACH ROW WHEN (NEW.contest_until IS DISTINCT FROM OLD.contest_until)
    EXECUTE FUNCTION violations_guard_contest_until('appeal.contest');
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_contest_day;

CREATE OR REPLACE FUNCTION violations_enter_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        NEW.served_at := pishkhan_now();
        IF NEW.channel = 'portal' AND NEW.served_on <> violations_entered(NEW.served_at) THEN
            PERFORM violations_refuse('A notice in the portal is served when it is read.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_notice_entered BEFORE UPDATE ON violations_notice
    FOR EACH ROW WHEN (OLD.served_on IS NULL AND NEW.served_on IS NOT NULL)
    EXECUTE FUNCTION violations_enter_service();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_entered;

-- An office answers until its case is decided; what came after the last day is marked as late.
CREATE OR REPLACE FUNCTION violations_enter_defence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        NEW.submitted_at := pishkhan_now();
        SELECT * INTO kase FROM violations_case WHERE id = NEW.case_id;
        IF coalesce(kase.state, '') NOT IN (
            'notified', 'defended', 'defence_lapsed', 'scheduled') THEN
            PERFORM violations_refuse('An office answers before its case is decided.');
        END IF;
        IF NEW.is_late <> coalesce(NEW.submitted_on > kase.defence_due_on, false) THEN
            PERFORM violations_refuse('An answer is late after the last day of its window.');
        END IF;
        IF NOT NEW.is_paper AND NEW.submitted_on <> violations_entered(NEW.submitted_at) THEN
            PERFORM violations_refuse('An answer in the portal is of the day of its writing.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_defence_entered BEFORE INSERT ON violations_defence
    FOR EACH ROW EXECUTE FUNCTION violations_enter_defence();
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_entered;

CREATE OR REPLACE FUNCTION violations_enter_objection() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        NEW.filed_at := pishkhan_now();
        IF NOT NEW.is_paper AND NEW.filed_on <> violations_entered(NEW.filed_at) THEN
            PERFORM violations_refuse('An objection in the portal is of the day of its writing.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_entered BEFORE INSERT ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_enter_objection();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_entered;

-- A paper act whose day lies further back than one person may enter it rests on a pending act that
-- another person has confirmed, and says what that act says (`asked`). Asked at the end of the
-- transaction, when the act is decided.
DROP FUNCTION IF EXISTS violations_ask_second(bigint, text, text, date, timestamptz);
CREATE OR REPLACE FUNCTION violations_ask_second(
    of_case bigint, act_name text, day date, entered timestamptz, asked jsonb
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = of_case;
    IF violations_entered(entered) <= workdays_due('paper_entry', day, kase.county_id) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (
        SELECT FROM approvals_pendingact
        WHERE act = act_name AND target_type = 'violations.case' AND target_id = kase.public_id
          AND state = 'confirmed'
          AND arguments @> (asked || jsonb_build_object('day', day::text))
          AND NOT violations_reported(kase.id, decided_by)
          AND NOT violations_stood_back(kase.id, decided_by)
          -- A paper of the office is confirmed by the deputy: by nobody who decides the case or its
          -- objection, or decided in it.
          AND (act_name NOT IN ('case.paper-defence', 'case.paper-appeal') OR (
              accounts_holds_at(decided_by, 'deputy', NULL, decided_at)
              AND NOT violations_decides(
                  kase.id, 'decision', decided_by, violations_entered(entered))
              AND NOT violations_decides(
                  kase.id, 'appeal', decided_by, violations_entered(entered))
              AND NOT EXISTS (
                  SELECT FROM violations_decision decision WHERE decision.case_id = kase.id
                    AND accounts_same_person(decision.decided_by, approvals_pendingact.decided_by)
              )))
          -- Who decided in a case confirms no judgment on that decision.
          AND (act_name <> 'case.judgment' OR NOT EXISTS (
              SELECT FROM violations_decision decision
              WHERE decision.case_id = kase.id AND decision.forum <> 'judgment'
                AND accounts_same_person(decision.decided_by, approvals_pendingact.decided_by)))
    ) THEN
        PERFORM violations_refuse('A paper of an earlier day is confirmed by a second person.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'violations_notice' THEN
        PERFORM violations_ask_second(
            NEW.case_id, 'case.service', NEW.served_on, NEW.served_at, jsonb_build_object(
                'kind', NEW.kind, 'text', NEW.proof, 'channel', NEW.channel));
    ELSIF TG_TABLE_NAME = 'violations_defence' THEN
        PERFORM violations_ask_second(
            NEW.case_id, 'case.paper-defence', NEW.submitted_on, NEW.submitted_at,
            jsonb_build_object(
                'stance', NEW.stance, 'text', NEW.text, 'entered_by', NEW.written_by));
    ELSIF TG_TABLE_NAME = 'violations_decision' THEN
        PERFORM violations_ask_second(
            NEW.case_id, 'case.judgment', NEW.document_on, pishkhan_now(),
            jsonb_build_object('text', NEW.reasons, 'document_no', NEW.document_no,
                'result', NEW.judgment_result, 'entered_by', NEW.decided_by));
    ELSE
        PERFORM violations_ask_second(
            NEW.case_id, 'case.paper-appeal', NEW.filed_on, NEW.filed_at,
            jsonb_build_object('text', NEW.text, 'entered_by', NEW.filed_by));
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_notice_second ON violations_notice;
CREATE CONSTRAINT TRIGGER violations_notice_second AFTER UPDATE ON violations_notice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        OLD.served_on IS NULL AND NEW.served_on IS NOT NULL AND NEW.channel <> 'portal'
    )
    EXECUTE FUNCTION violations_guard_paper();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_second;

DROP TRIGGER IF EXISTS violations_defence_second ON violations_defence;
CREATE CONSTRAINT TRIGGER violations_defence_second AFTER INSERT ON violations_defence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_paper)
    EXECUTE FUNCTION violations_guard_paper();
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_second;

DROP TRIGGER IF EXISTS violations_appeal_second ON violations_appeal;
CREATE CONSTRAINT TRIGGER violations_appeal_second AFTER INSERT ON violations_appeal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_paper)
    EXECUTE FUNCTION violations_guard_paper();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_second;

DROP TRIGGER IF EXISTS violations_decision_second ON violations_decision;
CREATE CONSTRAINT TRIGGER violations_decision_second AFTER INSERT ON violations_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.forum = 'judgment')
    EXECUTE FUNCTION violations_guard_paper();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_second;

-- A window has the length of its rule from the day of service, or that of `window_after_entry` from
-- the day on which a service on paper was entered, since the office can see it from then: the later
-- of both days.
CREATE OR REPLACE FUNCTION violations_guard_lengths() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told violations_notice;
    is_defence boolean := OLD.defence_due_on IS NULL AND NEW.defence_due_on IS NOT NULL;
    ends date := CASE WHEN is_defence THEN NEW.defence_due_on ELSE NEW.appeal_due_on END;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO told FROM violations_notice
    WHERE case_id = NEW.id AND CASE WHEN is_defence THEN kind = 'charge'
        ELSE kind = 'decision' AND round_no = NEW.round_no END;
    IF ends < workdays_due(
        CASE WHEN is_defence THEN 'defence_window' ELSE 'appeal_window' END,
        told.served_on, NEW.county_id) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    IF told.channel <> 'portal' AND ends < workdays_due(
        'window_after_entry', violations_entered(told.served_at), NEW.county_id)
       AND violations_entered(told.served_at) > told.served_on THEN
        PERFORM violations_refuse('A window leaves the office time after it can see it.');
    END IF;
    PERFORM workdays_check_latest(ends, workdays_after_entry(
        workdays_due(CASE WHEN is_defence THEN 'defence_window' ELSE 'appeal_window' END,
            told.served_on, NEW.county_id),
        told.served_on, violations_entered(told.served_at), NEW.county_id));
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_windows_whole BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        (OLD.defence_due_on IS NULL AND NEW.defence_due_on IS NOT NULL)
        OR (OLD.appeal_due_on IS NULL AND NEW.appeal_due_on IS NOT NULL)
    )
    EXECUTE FUNCTION violations_guard_lengths();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_windows_whole;
