-- The windows of a case: each end is set once and moves only with its receipt.

-- A window ends on a day that is set once, after the service that starts it.
CREATE OR REPLACE FUNCTION violations_guard_windows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.round_no <> OLD.round_no THEN
        RETURN NEW;
    END IF;
    -- A reopened case gives the office its whole window anew, which never ends earlier.
    IF (OLD.defence_due_on IS NOT NULL AND NEW.defence_due_on IS DISTINCT FROM OLD.defence_due_on
            AND NOT (OLD.state = 'closed_no_action' AND NEW.state = 'notified'
                AND coalesce(NEW.defence_due_on >= OLD.defence_due_on, false))
            AND NOT workdays_moved(
                'case.defence', NEW.public_id, OLD.defence_due_on, NEW.defence_due_on))
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS DISTINCT FROM OLD.appeal_due_on
            AND NOT (OLD.state = 'appealed' AND NEW.state = 'decided'
                AND coalesce(NEW.appeal_due_on >= OLD.appeal_due_on, false))
            AND NOT workdays_moved(
                'case.appeal', NEW.public_id, OLD.appeal_due_on, NEW.appeal_due_on))
       OR (OLD.occurrence IS NOT NULL AND NEW.occurrence IS DISTINCT FROM OLD.occurrence) THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    IF OLD.defence_due_on IS NULL AND NEW.defence_due_on IS NOT NULL
       AND (NEW.served_on IS NULL OR NEW.defence_due_on <= NEW.served_on) THEN
        PERFORM violations_refuse('The defence window ends after the service of the notice.');
    END IF;
    IF OLD.appeal_due_on IS NULL AND NEW.appeal_due_on IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM violations_notice
        WHERE case_id = NEW.id AND round_no = NEW.round_no
          AND kind = 'decision' AND served_on < NEW.appeal_due_on
    ) THEN
        PERFORM violations_refuse('The appeal window starts when the decision was served.');
    END IF;
    -- The whole window from the day of the reopening, where that ends later than it did.
    IF OLD.state = 'closed_no_action' AND NEW.state = 'notified'
       AND NEW.defence_due_on > OLD.defence_due_on AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM workdays_check_latest(NEW.defence_due_on, workdays_due('defence_window',
            (NEW.reopened_at AT TIME ZONE 'Asia/Tehran')::date, NEW.county_id));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_windows BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_windows();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_windows;

-- Until when a decision is served is stored, and set once.
CREATE OR REPLACE FUNCTION violations_guard_telling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.round_no <> OLD.round_no THEN
        RETURN NEW;
    END IF;
    IF (OLD.decision_serve_due_on IS NOT NULL
            AND NEW.decision_serve_due_on IS DISTINCT FROM OLD.decision_serve_due_on
            AND NOT workdays_moved(
                'case.decision_service', NEW.public_id,
                OLD.decision_serve_due_on, NEW.decision_serve_due_on))
       OR (OLD.result_serve_due_on IS NOT NULL
            AND NEW.result_serve_due_on IS DISTINCT FROM OLD.result_serve_due_on
            AND NOT workdays_moved(
                'case.result_service', NEW.public_id,
                OLD.result_serve_due_on, NEW.result_serve_due_on))
       OR (OLD.result_served_on IS NOT NULL
            AND NEW.result_served_on IS DISTINCT FROM OLD.result_served_on) THEN
        PERFORM violations_refuse('Until when a decision is served is set once.');
    END IF;
    IF NEW.result_served_on IS NOT NULL AND OLD.result_served_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM violations_notice WHERE case_id = NEW.id AND round_no = NEW.round_no
          AND kind = 'appeal_result' AND served_on = NEW.result_served_on
    ) THEN
        PERFORM violations_refuse('A result is served by its notice.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_telling BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_telling();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_telling;

-- A correction is asked of an office that knows the decision, with the time of every window after
-- it can see it, and not where the agency is late with the closing. What a type asks to be put
-- right follows from finality, within the days of the type.
CREATE OR REPLACE FUNCTION violations_guard_new_correction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF num_nonnulls(NEW.done_on, NEW.verify_due_on, NEW.refused_on, NEW.verified_on,
            NEW.verified_by) > 0 OR NEW.done_note <> '' OR NEW.verified_note <> '' THEN
        PERFORM violations_refuse('A correction is asked before it is put right.');
    END IF;
    SELECT * INTO kase FROM violations_case WHERE id = NEW.case_id;
    IF kase.state = 'decided' AND kase.appeal_due_on IS NULL THEN
        PERFORM violations_refuse('A correction is asked after the decision was served.');
    END IF;
    IF kase.closing_due_on < pishkhan_today() THEN
        PERFORM violations_refuse('Nothing new is asked in a case whose closing is late.');
    END IF;
    IF NEW.due_on < workdays_due('window_after_entry', pishkhan_today(), kase.county_id)
       AND NOT EXISTS (
        SELECT FROM violations_violationtype
        WHERE id = kase.type_id AND NEW.due_on >= workdays_length_due(
            cure_days, 'day', kase.final_on, kase.county_id, '')
    ) THEN
        PERFORM violations_refuse('A correction leaves the office time after it can see it.');
    END IF;
    -- Who asks it names its day, within two years (`violations.actions.corrections.FURTHEST`).
    IF NEW.due_on > pishkhan_today() + 730 AND NEW.due_on IS DISTINCT FROM (
        SELECT workdays_length_due(cure_days, 'day', kase.final_on, kase.county_id, '')
        FROM violations_violationtype WHERE id = kase.type_id
    ) THEN
        PERFORM violations_refuse('A correction is asked for a day that is not too far away.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_asked BEFORE INSERT
    ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_guard_new_correction();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_asked;

-- The day of a correction moves only with its receipt.
CREATE OR REPLACE FUNCTION violations_guard_correction_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT workdays_moved('case.correction', NEW.public_id, OLD.due_on, NEW.due_on) THEN
        PERFORM violations_refuse('What was recorded here is not changed.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_day
    BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on)
    EXECUTE FUNCTION violations_guard_correction_day();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_day;

-- The windows after the decision (docs/adr/0057-windows-after-the-decision.md). Of these the
-- oversight asks too, so that a duty of an agency begins with the window.

-- By whose working days the windows of who handles a case count.
CREATE OR REPLACE FUNCTION violations_body(kase violations_case) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE kase.track WHEN 'licence' THEN '' ELSE coalesce(
        (SELECT kind FROM public.agencies_agency WHERE id = kase.agency_id), '') END
$$;

-- Since when an objection waits for its decision: the day on which it was entered; NULL if none.
CREATE OR REPLACE FUNCTION violations_objected_since(kase violations_case) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (filed_at AT TIME ZONE 'Asia/Tehran')::date FROM public.violations_appeal
    WHERE case_id = kase.id AND round_no = kase.round_no AND contested_on IS NULL
      AND (kase.state = 'appealed'
        OR kase.state IN ('final', 'closed') AND kase.is_contested)
$$;

-- Since when a sanction waits to be carried out: finality, the decision on an objection that was
-- entered later, or what reduced it after it had been carried out; NULL where none does.
CREATE OR REPLACE FUNCTION violations_to_execute_since(kase violations_case) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT GREATEST(kase.final_on, kase.execution_since, (
        SELECT decided_on FROM public.violations_appeal
        WHERE case_id = kase.id AND round_no = kase.round_no AND contested_on IS NULL))
    WHERE kase.state = 'final' AND kase.outcome = 'proven' AND NOT kase.is_contested
      AND kase.executed_on IS NULL AND kase.sanction IN (
        'suspension', 'termination_review', 'licence_cancellation_referral'));
END $$;

-- Since when nothing stands against closing a final case; NULL where something does.
CREATE OR REPLACE FUNCTION violations_to_close_since(kase violations_case) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT GREATEST(kase.final_on, kase.executed_on, kase.result_served_on, (
        SELECT max(verified_on) FROM public.violations_correctiveaction
        WHERE case_id = kase.id AND round_no = kase.round_no))
    WHERE kase.state = 'final' AND NOT kase.is_contested
      AND (kase.result_serve_due_on IS NULL OR kase.result_served_on IS NOT NULL)
      AND public.violations_to_execute_since(kase) IS NULL
      AND NOT EXISTS (
        SELECT FROM public.violations_correctiveaction
        WHERE case_id = kase.id AND round_no = kase.round_no AND verified_on IS NULL)
$$;

-- It begins with the act of today that lets it begin, or with what it is since that its night makes
-- up for: so it lies between both. An execution waits for what the office has to put right.
CREATE OR REPLACE FUNCTION violations_check_window(
    kase violations_case, clock text, rule text, since date, old_day date, new_day date
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF new_day IS NOT DISTINCT FROM old_day THEN
        RETURN;
    END IF;
    IF new_day IS NULL THEN
        -- It is taken back when something stands against it again, and begins anew later. One that
        -- was used stays with what it was for.
        IF since IS NOT NULL OR (CASE clock
            WHEN 'case.appeal_decision' THEN NOT EXISTS (
                SELECT FROM violations_appeal WHERE case_id = kase.id AND round_no = kase.round_no
                  AND contested_on IS NOT NULL)
            WHEN 'case.execution' THEN kase.executed_on IS NOT NULL
            WHEN 'case.closing' THEN kase.closed_on IS NOT NULL END) THEN
            PERFORM violations_refuse('A window that runs is not taken back.');
        END IF;
    ELSIF old_day IS NOT NULL THEN
        IF NOT workdays_moved(clock, kase.public_id, old_day, new_day) THEN
            PERFORM violations_refuse('A window that runs is not moved.');
        END IF;
    ELSIF since IS NULL THEN
        PERFORM violations_refuse('A window begins with what it is for.');
    ELSIF new_day < workdays_body_due(rule, since, kase.county_id, violations_body(kase)) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    ELSE
        PERFORM workdays_check_latest(new_day, workdays_body_due(
            rule, GREATEST(since, pishkhan_today(), CASE clock WHEN 'case.execution' THEN (
                SELECT max(due_on) FROM violations_correctiveaction
                WHERE case_id = kase.id AND round_no = kase.round_no) END),
            kase.county_id, violations_body(kase)));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_handling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR NEW.round_no <> OLD.round_no THEN
        RETURN NEW;
    END IF;
    PERFORM violations_check_window(NEW, 'case.appeal_decision', 'appeal_decision',
        violations_objected_since(NEW), OLD.appeal_decision_due_on, NEW.appeal_decision_due_on);
    PERFORM violations_check_window(NEW, 'case.execution', 'execution',
        violations_to_execute_since(NEW),
        -- What is due again has its window anew.
        CASE WHEN NEW.execution_since IS NOT DISTINCT FROM OLD.execution_since
            THEN OLD.execution_due_on END,
        NEW.execution_due_on);
    PERFORM violations_check_window(NEW, 'case.closing', 'closing',
        violations_to_close_since(NEW), OLD.closing_due_on, NEW.closing_due_on);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_handled BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        (NEW.appeal_decision_due_on, NEW.execution_due_on, NEW.closing_due_on)
        IS DISTINCT FROM
        (OLD.appeal_decision_due_on, OLD.execution_due_on, OLD.closing_due_on)
    )
    EXECUTE FUNCTION violations_guard_handling();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_handled;

-- The time to verify a correction begins with its report, ends with a refusal, and begins anew.
CREATE OR REPLACE FUNCTION violations_guard_verification() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.verify_due_on IS NULL THEN
        IF NEW.done_on IS NOT NULL THEN
            PERFORM violations_refuse('A window that runs is not taken back.');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.verify_due_on IS NOT NULL THEN
        IF NOT workdays_moved(
            'case.verification', NEW.public_id, OLD.verify_due_on, NEW.verify_due_on) THEN
            PERFORM violations_refuse('A window that runs is not moved.');
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NEW.done_on IS NULL OR NEW.verify_due_on < workdays_body_due(
        'verification', NEW.done_on, kase.county_id, violations_body(kase)) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    PERFORM workdays_check_latest(NEW.verify_due_on, workdays_body_due('verification',
        GREATEST(NEW.done_on, pishkhan_today()), kase.county_id, violations_body(kase)));
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_handled
    BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW WHEN (NEW.verify_due_on IS DISTINCT FROM OLD.verify_due_on)
    EXECUTE FUNCTION violations_guard_verification();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_handled;

-- What is reported has its time to be verified with it, and is reported anew after a refusal alone.
CREATE OR REPLACE FUNCTION violations_guard_report_of_correction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND (
        NEW.verify_due_on IS NULL OR OLD.done_on IS NOT NULL) THEN
        PERFORM violations_refuse('A correction is reported once, with its time to verify it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_reported
    BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW WHEN (NEW.done_on IS NOT NULL AND NEW.done_on IS DISTINCT FROM OLD.done_on)
    EXECUTE FUNCTION violations_guard_report_of_correction();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_reported;

-- Nobody moves a clock of a case that they reported or stood back from (docs/adr/0065); which roles
-- move it, and whose own time it is, stands in `clock_movers`.
CREATE OR REPLACE FUNCTION violations_guard_mover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    moved_clock text;
    mover bigint;
BEGIN
    SELECT kept.clock, given.made_by INTO moved_clock, mover
    FROM workdays_keptdeadline kept
    JOIN workdays_deadlineinterval given ON given.id = NEW.interval_id
    WHERE kept.id = NEW.deadline_id;
    IF moved_clock NOT LIKE 'case.%' OR accounts_nobodys(mover, TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT found.* INTO kase FROM violations_case found
    JOIN workdays_keptdeadline kept ON kept.subject_id = found.public_id
    WHERE kept.id = NEW.deadline_id;
    IF violations_reported(kase.id, mover) OR violations_stood_back(kase.id, mover) THEN
        PERFORM violations_refuse('A clock is moved by nobody with a part in its case.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_deadlinemove_mover BEFORE INSERT ON workdays_deadlinemove
    FOR EACH ROW WHEN (NEW.interval_id IS NOT NULL) EXECUTE FUNCTION violations_guard_mover();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER violations_deadlinemove_mover;
