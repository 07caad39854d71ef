-- Duties of agencies, and of the provincial committee (docs/adr/0017-duties-of-agencies.md,
-- docs/adr/0067-duties-of-the-committee.md).
--
-- Whoever writes a case or a flag, by whatever SQL, leaves each finding with exactly one duty,
-- which ends with the step that was asked for. The days come from the finding and never from the
-- clock, so that a replay gives equal rows.

-- The agency that owes a step of a case; NULL where the provincial committee does, as it owes all
-- steps of the licence track, and an objection that nobody of the agency is free to decide.
DROP FUNCTION IF EXISTS oversight_appeal_since(violations_case);
CREATE OR REPLACE FUNCTION oversight_owing_agency(kase violations_case, wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF kase.track <> 'contract' OR wanted = 'appeal' AND violations_turn(
        kase.id, 'appeal', violations_objected_since(kase)) <> 'agency_appeal' THEN
        RETURN NULL;
    END IF;
    RETURN kase.agency_id;
END $$;

-- Since when the oldest report of the office waits to be verified, and until when it is.
CREATE OR REPLACE FUNCTION oversight_to_verify(wanted bigint, OUT since date, OUT due_on date)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT min(done_on), min(verify_due_on)
    FROM public.violations_correctiveaction part
    JOIN public.violations_case kase ON kase.id = part.case_id AND kase.round_no = part.round_no
    WHERE case_id = wanted AND done_on IS NOT NULL AND verified_on IS NULL
$$;

-- Since when the oldest notice that was left unopened waits to be served on paper, and until when
-- it is.
CREATE OR REPLACE FUNCTION oversight_to_serve_on_paper(
    wanted bigint, OUT since date, OUT due_on date
)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT min(paper_since), min(paper_due_on) FROM public.violations_notice notice
    WHERE case_id = wanted AND paper_since IS NOT NULL
      AND public.violations_notice_waits(notice)
$$;

-- Until when the agency takes a step of a case whose clock is the case's own.
CREATE OR REPLACE FUNCTION oversight_case_due(wanted text, kase violations_case) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE wanted WHEN 'decide' THEN kase.decision_due_on
        WHEN 'appeal' THEN kase.appeal_decision_due_on
        WHEN 'execute' THEN kase.execution_due_on
        WHEN 'verify' THEN (SELECT due_on FROM public.oversight_to_verify(kase.id))
        WHEN 'close' THEN kase.closing_due_on
        WHEN 'paper' THEN (SELECT due_on FROM public.oversight_to_serve_on_paper(kase.id)) END
$$;

-- Until when the agency takes the step of a duty whose clock is its finding's.
CREATE OR REPLACE FUNCTION oversight_finding_due(duty oversight_duty) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF duty.case_id IS NOT NULL THEN
        RETURN (SELECT public.oversight_case_due(duty.kind, kase)
            FROM public.violations_case kase WHERE kase.id = duty.case_id);
    ELSIF duty.flag_id IS NOT NULL THEN
        RETURN (SELECT review.decision_due_on
            FROM public.oversight_terminationreview_flags link
            JOIN public.oversight_terminationreview review
                ON review.id = link.terminationreview_id
            WHERE link.flag_id = duty.flag_id ORDER BY review.id DESC LIMIT 1);
    END IF;
    RETURN (SELECT due_on FROM public.oversight_paper_of(duty.contract_id, duty.review_id));
END $$;

-- A step of the handling is asked anew when it begins anew: an objection, a sanction, a report of
-- the office, a closing, a notice left unopened. It is acted on, or void as something else comes
-- first; a refusal answers it.
CREATE OR REPLACE FUNCTION oversight_place_handling_duties(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE oversight_duty duty SET
        state = CASE WHEN past.acted_on IS NOT NULL THEN 'acted' ELSE 'void' END,
        ended_on = coalesce(past.acted_on, past.void_on),
        void_cause = CASE WHEN past.acted_on IS NOT NULL THEN ''
            WHEN past.kind = 'paper' THEN 'called_off'
            WHEN past.outcome <> 'proven' THEN 'overturned'
            WHEN past.kind = 'execute' AND NOT past.is_contested THEN 'nothing_left'
            ELSE 'waits' END,
        updated_at = now()
    FROM (
        SELECT owed.id, owed.kind, owed.starts_on, kase.outcome, kase.is_contested,
            CASE owed.kind
                WHEN 'execute' THEN violations_to_execute_since(kase)
                WHEN 'appeal' THEN violations_objected_since(kase)
                WHEN 'verify' THEN (SELECT since FROM oversight_to_verify(kase.id))
                WHEN 'paper' THEN (SELECT since FROM oversight_to_serve_on_paper(kase.id))
                ELSE violations_to_close_since(kase) END AS since,
            CASE owed.kind
                WHEN 'execute' THEN coalesce(kase.executed_on,
                    CASE WHEN kase.state = 'closed' AND kase.outcome = 'proven'
                        THEN kase.closed_on END)
                WHEN 'appeal' THEN (SELECT decided_on FROM violations_appeal
                    WHERE case_id = kase.id AND round_no = kase.round_no
                      AND contested_on IS NULL)
                WHEN 'verify' THEN (SELECT GREATEST(max(verified_on), max(refused_on))
                    FROM violations_correctiveaction
                    WHERE case_id = kase.id AND round_no = kase.round_no)
                WHEN 'paper' THEN (SELECT GREATEST(owed.starts_on, max(served_on))
                    FROM violations_notice WHERE case_id = kase.id AND served_on IS NOT NULL
                        AND paper_since = owed.starts_on HAVING count(*) > 0)
                ELSE CASE WHEN kase.state = 'closed' THEN kase.closed_on END END AS acted_on,
            CASE WHEN owed.kind = 'paper' THEN GREATEST(owed.starts_on, kase.closed_on,
                (SELECT max(called.ended_on) FROM violations_notice notice
                 JOIN violations_hearingsession called ON called.id = notice.session_id
                 WHERE notice.case_id = kase.id AND notice.paper_since = owed.starts_on))
            ELSE GREATEST(owed.starts_on,
                (SELECT max(decided_on) FROM violations_decision WHERE case_id = kase.id),
                (SELECT max(GREATEST((filed_at AT TIME ZONE 'Asia/Tehran')::date, contested_on))
                 FROM violations_appeal WHERE case_id = kase.id),
                CASE WHEN owed.kind = 'close' THEN (
                    SELECT max((created_at AT TIME ZONE 'Asia/Tehran')::date)
                    FROM violations_correctiveaction
                    WHERE case_id = kase.id AND round_no = kase.round_no
                      AND verified_on IS NULL) END) END AS void_on
        FROM oversight_duty owed JOIN violations_case kase ON kase.id = owed.case_id
        WHERE kase.id = ANY(wanted) AND owed.ended_on IS NULL
          AND owed.kind IN ('execute', 'appeal', 'verify', 'close', 'paper')
    ) past
    WHERE duty.id = past.id AND past.since IS DISTINCT FROM past.starts_on;

    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        case_id, starts_on, due_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), asked.kind, oversight_owing_agency(kase, asked.kind),
        kase.office_id, kase.id, asked.since, oversight_case_due(asked.kind, kase), '', 'running',
        '', '', '', ''
    FROM violations_case kase
    CROSS JOIN LATERAL (VALUES
        ('execute', violations_to_execute_since(kase)),
        ('appeal', violations_objected_since(kase)),
        ('verify', (SELECT since FROM oversight_to_verify(kase.id))),
        ('close', violations_to_close_since(kase)),
        ('paper', (SELECT since FROM oversight_to_serve_on_paper(kase.id)))
    ) AS asked (kind, since)
    WHERE kase.id = ANY(wanted) AND asked.since IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM oversight_duty answered
        WHERE answered.case_id = kase.id AND answered.kind = asked.kind
          AND answered.state = 'refused' AND answered.starts_on = asked.since)
    ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION oversight_place_case_duties(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        case_id, round_no, starts_on, due_on, calendar_version, state, refusal_code,
        refusal_reason, refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), asked.kind,
        oversight_owing_agency(kase, asked.kind), kase.office_id, kase.id, kase.round_no,
        asked.starts_on, asked.due_on, '', 'running', '', '', '', ''
    FROM violations_case kase
    CROSS JOIN LATERAL (VALUES
        -- A reopened case asks anew for what its closing ended, one that a judgment sent back for
        -- its decision.
        ('serve', CASE WHEN kase.round_no = 1 THEN GREATEST(kase.opened_on,
            CASE WHEN kase.served_on IS NULL
            THEN (kase.reopened_at AT TIME ZONE 'Asia/Tehran')::date END) END, NULL::date),
        ('decide', CASE WHEN kase.served_on IS NOT NULL THEN GREATEST(kase.served_on,
            (kase.reopened_at AT TIME ZONE 'Asia/Tehran')::date,
            (kase.sent_back_at AT TIME ZONE 'Asia/Tehran')::date) END, kase.decision_due_on)
    ) AS asked (kind, starts_on, due_on)
    WHERE kase.id = ANY(wanted) AND asked.starts_on IS NOT NULL
      AND kase.state <> 'closed_no_action'
    ON CONFLICT DO NOTHING;

    UPDATE oversight_duty duty SET
        state = CASE WHEN now.acted_on IS NOT NULL THEN 'acted' ELSE 'refused' END,
        ended_on = COALESCE(now.acted_on, now.closed_on),
        refusal_code = CASE WHEN now.acted_on IS NULL THEN 'case_closed' ELSE '' END,
        refusal_reason = CASE WHEN now.acted_on IS NULL
            THEN COALESCE(NULLIF(now.closing_note, ''), now.number) ELSE '' END,
        updated_at = now()
    FROM (
        SELECT owed.id, found.state, found.number, found.closing_note, found.closed_on,
            CASE owed.kind WHEN 'serve' THEN found.served_on ELSE found.decided_on END AS acted_on
        FROM oversight_duty owed JOIN violations_case found ON found.id = owed.case_id
        WHERE found.id = ANY(wanted) AND owed.ended_on IS NULL AND owed.kind IN ('serve', 'decide')
    ) now
    WHERE duty.id = now.id AND (now.acted_on IS NOT NULL OR now.state = 'closed_no_action');

    PERFORM oversight_place_handling_duties(wanted);

    UPDATE oversight_duty duty
    SET due_on = oversight_case_due(duty.kind, kase), updated_at = now()
    FROM violations_case kase
    WHERE kase.id = duty.case_id AND kase.id = ANY(wanted)
      AND duty.kind IN ('decide', 'execute', 'appeal', 'verify', 'close', 'paper')
      AND duty.ended_on IS NULL AND oversight_case_due(duty.kind, kase) IS NOT NULL
      AND duty.due_on IS DISTINCT FROM oversight_case_due(duty.kind, kase);
END $$;

CREATE OR REPLACE FUNCTION oversight_place_flag_duties(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        flag_id, starts_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), 'review', held.agency_id, held.office_id, flag.id,
        flag.as_of, '', 'running', '', '', '', ''
    FROM oversight_flag flag JOIN contracts_contract held ON held.id = flag.contract_id
    WHERE flag.id = ANY(wanted) AND flag.scope = 'contract' AND NOT flag.is_watch
    ON CONFLICT DO NOTHING;

    UPDATE oversight_duty duty SET
        state = CASE ending.kind WHEN 'decided' THEN 'acted' ELSE 'void' END,
        void_cause = CASE ending.kind WHEN 'decided' THEN '' ELSE ending.kind END,
        ended_on = ending.on, updated_at = now()
    FROM oversight_flagend ending
    WHERE ending.flag_id = duty.flag_id AND duty.flag_id = ANY(wanted)
      AND duty.ended_on IS NULL;

    -- The newest review that the flag has led to says until when the agency decides.
    UPDATE oversight_duty duty SET due_on = led.decision_due_on, updated_at = now()
    FROM (
        SELECT DISTINCT ON (link.flag_id) link.flag_id, review.decision_due_on
        FROM oversight_terminationreview_flags link
        JOIN oversight_terminationreview review ON review.id = link.terminationreview_id
        WHERE link.flag_id = ANY(wanted) ORDER BY link.flag_id, review.id DESC
    ) led
    WHERE led.flag_id = duty.flag_id AND duty.ended_on IS NULL
      AND duty.due_on IS DISTINCT FROM led.decision_due_on;
END $$;

CREATE OR REPLACE FUNCTION oversight_case_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_case_duties(ARRAY(SELECT id FROM written));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER violations_case_new_duties AFTER INSERT ON violations_case
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_case_written();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_new_duties;

CREATE OR REPLACE TRIGGER violations_case_duties AFTER UPDATE ON violations_case
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_case_written();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_duties;

CREATE OR REPLACE FUNCTION oversight_correction_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_case_duties(ARRAY(SELECT DISTINCT case_id FROM written));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_new_duties
    AFTER INSERT ON violations_correctiveaction
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_correction_written();
ALTER TABLE violations_correctiveaction
    ENABLE ALWAYS TRIGGER violations_correctiveaction_new_duties;

CREATE OR REPLACE TRIGGER violations_correctiveaction_duties
    AFTER UPDATE ON violations_correctiveaction
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_correction_written();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_duties;

-- Notices and sessions: a notice left unopened asks for service on paper until it is served, or
-- its session is called off.
CREATE OR REPLACE TRIGGER violations_notice_duties AFTER UPDATE ON violations_notice
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_correction_written();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_duties;

CREATE OR REPLACE TRIGGER violations_hearingsession_duties
    AFTER UPDATE ON violations_hearingsession
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_correction_written();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_duties;

CREATE OR REPLACE FUNCTION oversight_flag_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_flag_duties(
        ARRAY(SELECT id FROM written WHERE contract_id IS NOT NULL));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_flag_duties AFTER INSERT ON oversight_flag
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_flag_written();
ALTER TABLE oversight_flag ENABLE ALWAYS TRIGGER oversight_flag_duties;

CREATE OR REPLACE FUNCTION oversight_flag_named() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_flag_duties(ARRAY(SELECT flag_id FROM written));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_flagend_duties AFTER INSERT ON oversight_flagend
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_flag_named();
ALTER TABLE oversight_flagend ENABLE ALWAYS TRIGGER oversight_flagend_duties;

CREATE OR REPLACE TRIGGER oversight_reviewflag_duties
    AFTER INSERT ON oversight_terminationreview_flags
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_flag_named();
ALTER TABLE oversight_terminationreview_flags ENABLE ALWAYS TRIGGER oversight_reviewflag_duties;

CREATE OR REPLACE FUNCTION oversight_review_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_flag_duties(ARRAY(
        SELECT link.flag_id FROM oversight_terminationreview_flags link
        JOIN written ON written.id = link.terminationreview_id));
    PERFORM public.oversight_place_carrying_out(
        ARRAY(SELECT id FROM written WHERE outcome IN ('suspend', 'terminate')), NULL);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_duties AFTER UPDATE ON oversight_terminationreview
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_review_written();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_duties;

-- A refusal is reopened by the deputy, unless it was accepted: the duty runs again from the start.
CREATE OR REPLACE FUNCTION oversight_check_reopened(before oversight_duty, after oversight_duty)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed text[] := '{state,ended_on,refusal_code,refusal_reason,refused_by,refused_by_name,
        refusal_document_no,refusal_document_on,reopened_on,reopened_by,updated_at}';
BEGIN
    IF before.accepted_on IS NOT NULL OR before.refusal_code = 'case_closed'
       OR EXISTS (SELECT FROM public.violations_case
                  WHERE id = before.case_id AND state = 'closed_no_action')
       OR after.state <> 'running'
       OR (to_jsonb(before) - changed) IS DISTINCT FROM (to_jsonb(after) - changed) THEN
        PERFORM public.oversight_refuse('This refusal is not reopened.');
    END IF;
    IF after.reopened_on IS NULL OR after.reopened_on < before.ended_on
       OR (after.reopened_on <> pishkhan_today()
           AND NOT public.accounts_is_loader('public.oversight_duty'::regclass))
       OR (public.accounts_holds(after.reopened_by, 'deputy', NULL, after.reopened_on) IS NOT TRUE
           AND NOT public.accounts_nobodys(after.reopened_by, 'public.oversight_duty'::regclass))
    THEN
        PERFORM public.oversight_refuse('A refused duty is reopened by the deputy.');
    END IF;
END $$;

-- A refusal leans on what it claims: that the case was closed, or that a contract cannot be
-- reinstated. Each kind of duty has the grounds of `oversight.facts.refusals`; the closing of a
-- case names nobody, every other refusal somebody.
CREATE OR REPLACE FUNCTION oversight_check_ground(duty oversight_duty) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
BEGIN
    IF duty.refusal_code = 'case_closed' THEN
        IF duty.kind NOT IN ('serve', 'decide') OR duty.refused_by IS NOT NULL OR NOT EXISTS (
            SELECT FROM violations_case
            WHERE id = duty.case_id AND state = 'closed_no_action' AND closed_on = duty.ended_on
        ) THEN
            PERFORM oversight_refuse('A duty ends with its case, closed without action.');
        END IF;
        RETURN;
    END IF;
    IF accounts_is_loader('public.oversight_duty'::regclass) THEN
        RETURN;
    END IF;
    IF duty.refused_by IS NULL OR duty.kind = 'review' OR duty.starts_on > duty.ended_on
       OR (duty.kind = 'appeal' AND duty.refusal_code NOT IN ('not_ours', 'court'))
       OR (duty.kind = 'terminate' AND duty.refusal_code <> 'court') THEN
        PERFORM oversight_refuse('This duty is not refused by nobody, or on this ground.');
    END IF;
    IF duty.kind = 'reinstate' THEN
        SELECT * INTO held FROM contracts_contract WHERE id = duty.contract_id;
        IF NOT (CASE duty.refusal_code
            WHEN 'term_passed' THEN held.ends_on < duty.ended_on
            WHEN 'settled' THEN held.state = 'settled'
            WHEN 'no_licence' THEN NOT offices_is_licensed(held.office_id, duty.ended_on)
            WHEN 'line_held' THEN EXISTS (
                SELECT FROM contracts_contractservice own
                JOIN contracts_contractservice rival ON rival.service_id = own.service_id
                WHERE own.contract_id = held.id AND rival.contract_id <> held.id
                  AND rival.office_id = held.office_id AND rival.agency_id = held.agency_id
                  AND rival.state IN ('active', 'suspended', 'termination_notice')
                  AND rival.starts_on <= held.ends_on AND rival.ends_on >= held.starts_on)
            ELSE true END) THEN
            PERFORM oversight_refuse('This ground does not hold for the contract.');
        END IF;
    END IF;
END $$;

-- A duty climbs its ladder, ends once unless a refusal is reopened, and is never removed.
CREATE OR REPLACE FUNCTION oversight_guard_duty() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    dated text[] := '{due_on,calendar_version,updated_at}';
    accepted text[] := '{accepted_on,accepted_by}';
    legal text[] := CASE OLD.state
        WHEN 'running' THEN '{reminded,acted,refused,void}'::text[]
        WHEN 'reminded' THEN '{head,acted,refused,void}'
        WHEN 'head' THEN '{deputy,acted,refused,void}'
        WHEN 'deputy' THEN '{agenda,acted,refused,void}'
        WHEN 'agenda' THEN '{acted,refused,void}'
        WHEN 'refused' THEN '{running}'
        ELSE '{}' END;
BEGIN
    IF (NEW.public_id, NEW.kind, NEW.agency_id, NEW.office_id, NEW.case_id, NEW.flag_id,
        NEW.contract_id, NEW.review_id, NEW.starts_on)
       IS DISTINCT FROM (OLD.public_id, OLD.kind, OLD.agency_id, OLD.office_id, OLD.case_id,
        OLD.flag_id, OLD.contract_id, OLD.review_id, OLD.starts_on) THEN
        PERFORM public.oversight_refuse('What a duty is about stays.');
    END IF;
    IF NEW.state <> OLD.state AND NEW.state <> ALL(legal) THEN
        PERFORM public.oversight_refuse('A duty goes up one step at a time, or ends.');
    END IF;
    IF OLD.state = 'refused' AND NEW.state <> 'refused' THEN
        PERFORM public.oversight_check_reopened(OLD, NEW);
    ELSIF (NEW.reopened_on, NEW.reopened_by)
          IS DISTINCT FROM (OLD.reopened_on, OLD.reopened_by) THEN
        PERFORM public.oversight_refuse('A duty is reopened after it was refused.');
    ELSIF OLD.ended_on IS NOT NULL
       AND (to_jsonb(OLD) - dated - accepted) IS DISTINCT FROM (to_jsonb(NEW) - dated - accepted)
    THEN
        PERFORM public.oversight_refuse('A duty that is over stays as it ended.');
    END IF;
    IF (NEW.accepted_on, NEW.accepted_by) IS DISTINCT FROM (OLD.accepted_on, OLD.accepted_by)
       AND (OLD.accepted_on IS NOT NULL OR NEW.state <> 'refused' OR NEW.kind <> 'reinstate'
        OR (NOT public.accounts_is_loader('public.oversight_duty'::regclass) AND (
            NEW.accepted_on IS DISTINCT FROM pishkhan_today() OR public.accounts_holds(
                NEW.accepted_by, 'deputy', NULL, NEW.accepted_on) IS NOT TRUE))) THEN
        PERFORM public.oversight_refuse('The deputy accepts that a reinstatement is impossible.');
    END IF;
    -- A late refusal names its document, as an impossible reinstatement and that an objection is
    -- another body's always do.
    IF NEW.state = 'refused' AND OLD.state <> 'refused' AND NEW.refusal_code <> 'case_closed'
       AND NOT public.accounts_is_loader('public.oversight_duty'::regclass) THEN
        IF (NEW.deputy_on IS NOT NULL OR NEW.reopened_on IS NOT NULL OR NEW.kind = 'reinstate'
            OR (NEW.kind, NEW.refusal_code) = ('appeal', 'not_ours'))
           AND NOT public.oversight_has_paper(NEW) THEN
            PERFORM public.oversight_refuse('A late refusal has the scan of its document.');
        END IF;
    END IF;
    IF NEW.state = 'refused' AND OLD.state <> 'refused' THEN
        PERFORM public.oversight_check_ground(NEW);
    END IF;
    IF NEW.state = 'refused' AND (NEW.kind = 'reinstate') <> (NEW.refusal_code IN (
        'term_passed', 'no_licence', 'line_held', 'settled')) THEN
        PERFORM public.oversight_refuse('A reinstatement is at most impossible.');
    END IF;
    -- A reopened duty comes to its steps again, later than it was reopened.
    IF EXISTS (
        SELECT FROM (VALUES (OLD.reminded_on, NEW.reminded_on), (OLD.head_on, NEW.head_on),
            (OLD.deputy_on, NEW.deputy_on), (OLD.agenda_on, NEW.agenda_on)) step (past, now)
        WHERE past IS NOT NULL AND now IS DISTINCT FROM past
          AND (past <= NEW.reopened_on AND now > NEW.reopened_on) IS NOT TRUE) THEN
        PERFORM public.oversight_refuse('The days of the steps stay.');
    END IF;
    IF OLD.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on
       AND (OLD.ended_on IS NOT NULL OR (NEW.kind IN (
        'serve', 'reinstate', 'carry_out', 'terminate')
       AND NOT public.workdays_moved('duty', OLD.public_id, OLD.due_on, NEW.due_on))) THEN
        PERFORM public.oversight_refuse('The period of a duty moves by a receipt.');
    END IF;
    IF NEW.kind IN ('appeal', 'execute', 'verify', 'close', 'paper')
       AND NEW.due_on IS DISTINCT FROM OLD.due_on
       AND NEW.due_on IS DISTINCT FROM public.oversight_finding_due(NEW) THEN
        PERFORM public.oversight_refuse('The period of this duty is the one of its finding.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_flow BEFORE UPDATE ON oversight_duty
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_duty();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_flow;

-- A stay by a court has its number, day and scan, and is entered by nobody who decided in the case
-- (docs/adr/0053-paper.md).
CREATE OR REPLACE FUNCTION oversight_guard_court_refusal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF public.accounts_is_loader(TG_RELID) AND NOT public.oversight_has_paper(NEW) THEN
        RETURN NEW;
    END IF;
    IF NEW.refusal_document_no !~ '[0-9۰-۹٠-٩]' OR NEW.refusal_document_on IS NULL
       OR NEW.refusal_document_on > NEW.ended_on OR EXISTS (
           SELECT FROM public.violations_case
           WHERE id = NEW.case_id AND decided_on > NEW.refusal_document_on
       ) OR EXISTS (
           SELECT FROM public.oversight_terminationreview
           WHERE id = NEW.review_id AND decided_on > NEW.refusal_document_on
       ) OR EXISTS (
           SELECT FROM public.contracts_contract
           WHERE id = NEW.contract_id AND notice_issued_on > NEW.refusal_document_on
       ) OR NOT public.oversight_has_paper(NEW) THEN
        PERFORM public.oversight_refuse('A stay by a court has its number, day and scan.');
    END IF;
    IF EXISTS (
        SELECT FROM public.violations_decision
        WHERE case_id = NEW.case_id AND public.accounts_same_person(decided_by, NEW.refused_by)
    ) OR EXISTS (
        SELECT FROM public.oversight_terminationreview
        WHERE id = NEW.review_id AND public.accounts_same_person(decided_by, NEW.refused_by)
    ) OR EXISTS (
        SELECT FROM public.contracts_contract
        WHERE id = NEW.contract_id AND public.accounts_same_person(acted_by, NEW.refused_by)
    ) THEN
        PERFORM public.oversight_refuse('A stay is entered by nobody who decided in the case.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_stayed BEFORE UPDATE ON oversight_duty
    FOR EACH ROW WHEN (
        NEW.state = 'refused' AND OLD.state <> 'refused' AND NEW.refusal_code = 'court'
    )
    EXECUTE FUNCTION oversight_guard_court_refusal();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_stayed;

-- A step that is before the deputy does not end by the agency's own closing of the case: the deputy
-- has confirmed it (violations.facts.closing). At the end of the transaction, because the pending
-- act is decided after the case moves.
CREATE OR REPLACE FUNCTION oversight_guard_closed_late() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.approvals_pendingact act
        JOIN public.violations_case kase ON kase.public_id = act.target_id
        WHERE kase.id = NEW.case_id AND act.act = 'case.close-no-action'
          AND act.state = 'confirmed'
          AND (act.decided_at AT TIME ZONE 'Asia/Tehran')::date = NEW.ended_on
          AND accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at)
    ) AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM public.oversight_refuse(
            'A case with a step before the deputy is closed with the deputy''s confirmation.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_duty_closed_late ON oversight_duty;
CREATE CONSTRAINT TRIGGER oversight_duty_closed_late AFTER UPDATE ON oversight_duty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL
        AND (NEW.deputy_on IS NOT NULL OR NEW.reopened_on IS NOT NULL)
        AND NEW.refusal_code = 'case_closed'
    )
    EXECUTE FUNCTION oversight_guard_closed_late();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_closed_late;

-- For the receipts of deadlines: whether a clock is one of a duty that is reopened in this
-- transaction, as `oversight.facts.duties.clocks_of` finds them.
CREATE OR REPLACE FUNCTION oversight_asked_again(wanted text, subject uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM oversight_duty duty
        JOIN audit_auditevent event ON event.target_type = 'oversight.duty'
            AND event.target_id = duty.public_id::text AND event.verb = 'duty.reopened'
            AND event.turn = audit_turn()
        LEFT JOIN violations_case kase ON kase.id = duty.case_id
        WHERE duty.ended_on IS NULL AND duty.reopened_on = pishkhan_today() AND CASE wanted
            WHEN 'duty' THEN duty.public_id = subject
            WHEN 'case.service' THEN duty.kind = 'serve' AND kase.public_id = subject
            WHEN 'case.decision' THEN duty.kind = 'decide' AND kase.public_id = subject
            WHEN 'case.appeal_decision' THEN duty.kind = 'appeal' AND kase.public_id = subject
            WHEN 'case.execution' THEN duty.kind = 'execute' AND kase.public_id = subject
            WHEN 'case.closing' THEN duty.kind = 'close' AND kase.public_id = subject
            WHEN 'case.verification' THEN duty.kind = 'verify' AND EXISTS (
                SELECT FROM violations_correctiveaction part
                WHERE part.case_id = kase.id AND part.public_id = subject)
            WHEN 'case.paper_service' THEN duty.kind = 'paper' AND EXISTS (
                SELECT FROM violations_notice notice
                WHERE notice.case_id = kase.id AND notice.public_id = subject)
            WHEN 'review.paper_service' THEN duty.kind = 'paper' AND EXISTS (
                SELECT FROM oversight_terminationreview review
                WHERE review.id = duty.review_id AND review.public_id = subject)
            WHEN 'contract.paper_service' THEN duty.kind = 'paper' AND EXISTS (
                SELECT FROM contracts_contract held
                WHERE held.id = duty.contract_id AND held.public_id = subject)
            ELSE false END)
$$;
COMMENT ON FUNCTION oversight_asked_again(text, uuid) IS
    'Whether a deadline is of a duty that is reopened in this transaction.';

-- What the agency did between refusal and reopening ends the duty at once.
CREATE OR REPLACE FUNCTION oversight_duty_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.oversight_dutypaper SET reopened_on = NEW.reopened_on, updated_at = now()
    WHERE duty_id = NEW.id AND in_force_on IS NOT NULL AND reopened_on IS NULL;
    -- A decision that is being written ends the duty after this, or has ended it before.
    PERFORM FROM public.violations_case WHERE id = NEW.case_id FOR SHARE;
    PERFORM public.oversight_place_case_duties(ARRAY[NEW.case_id]);
    PERFORM FROM public.oversight_terminationreview WHERE id = NEW.review_id FOR SHARE;
    PERFORM FROM public.contracts_contract WHERE id = NEW.contract_id FOR SHARE;
    CASE NEW.kind
        WHEN 'paper' THEN
            PERFORM public.oversight_place_paper_of(NEW.contract_id, NEW.review_id);
        WHEN 'carry_out' THEN
            PERFORM public.oversight_place_carrying_out(ARRAY[NEW.review_id], NULL);
        WHEN 'terminate' THEN
            PERFORM public.oversight_place_ending(NEW.contract_id, false);
        ELSE NULL;
    END CASE;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_reopened AFTER UPDATE ON oversight_duty
    FOR EACH ROW WHEN (OLD.state = 'refused' AND NEW.state <> 'refused')
    EXECUTE FUNCTION oversight_duty_back();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_reopened;

-- A duty is acted on, or void, by what is written into its finding, and never by itself.
CREATE OR REPLACE FUNCTION oversight_guard_duty_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- The triggers of cases and flags end duties, one floor deeper than a statement.
    IF pg_trigger_depth() < 2 THEN
        PERFORM public.oversight_refuse('A duty ends with its finding, or is refused.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_ended BEFORE UPDATE ON oversight_duty
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state IN ('acted', 'void'))
    EXECUTE FUNCTION oversight_guard_duty_end();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_ended;

-- A duty begins with its finding, in the present round of the case.
CREATE OR REPLACE FUNCTION oversight_guard_new_duty() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF public.accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    -- The triggers of cases and flags place duties, one floor deeper than a statement.
    IF pg_trigger_depth() < 2 OR NEW.kind IN ('serve', 'decide') AND NEW.round_no <> (
        SELECT round_no FROM public.violations_case WHERE id = NEW.case_id
    ) THEN
        PERFORM public.oversight_refuse('A duty begins with its finding.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_begun BEFORE INSERT ON oversight_duty
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_new_duty();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_begun;
