-- The first setting of a window has the length of its rule, and no day more; afterwards it moves
-- with its receipt. Windows of defence, objection and handling stand in `paper_days` and `windows`.

CREATE OR REPLACE FUNCTION violations_check_first(
    kase violations_case, clock text, rule text, since date, old_day date, new_day date,
    begins_anew boolean
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF new_day IS NOT DISTINCT FROM old_day
       OR workdays_moved(clock, kase.public_id, old_day, new_day) THEN
        RETURN;
    END IF;
    IF new_day IS NULL OR (old_day IS NOT NULL AND NOT begins_anew) THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    IF since IS NULL
       OR new_day < workdays_body_due(rule, since, kase.county_id, violations_body(kase)) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    PERFORM workdays_check_latest(
        new_day, workdays_body_due(rule, since, kase.county_id, violations_body(kase)));
END $$;

-- A report is triaged within its time from the day on which it was sent, by the working days of who
-- triages it; a case that is opened is served within its own.
CREATE OR REPLACE FUNCTION violations_guard_triage_window() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    due date;
BEGIN
    IF accounts_is_loader(TG_RELID) OR (TG_OP = 'UPDATE' AND coalesce(workdays_moved(
        'report.triage', NEW.public_id, OLD.triage_due_on, NEW.triage_due_on), false)) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.state, NEW.state) <> ('returned', 'submitted') THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    due := workdays_body_due('triage', pishkhan_today(), NEW.county_id, coalesce((
        SELECT agency.kind FROM violations_violationtype kind
        JOIN agencies_agency agency ON agency.id = NEW.agency_id
        WHERE kind.id = NEW.type_id AND kind.track <> 'licence'), ''));
    IF NEW.triage_due_on < due THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    PERFORM workdays_check_latest(NEW.triage_due_on, due);
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow.
CREATE OR REPLACE TRIGGER violations_report_triage_filed BEFORE INSERT ON violations_violationreport
    FOR EACH ROW EXECUTE FUNCTION violations_guard_triage_window();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_report_triage_filed;
CREATE OR REPLACE TRIGGER violations_report_triage_window
    BEFORE UPDATE ON violations_violationreport FOR EACH ROW
    WHEN (NEW.triage_due_on <> OLD.triage_due_on
        OR OLD.state = 'returned' AND NEW.state = 'submitted')
    EXECUTE FUNCTION violations_guard_triage_window();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_report_triage_window;

CREATE OR REPLACE FUNCTION violations_guard_opened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    due date := workdays_body_due(
        'serve_notice', pishkhan_today(), NEW.county_id, violations_body(NEW));
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.serve_due_on < due THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    PERFORM workdays_check_latest(NEW.serve_due_on, due);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_opened BEFORE INSERT ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_guard_opened();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_opened;

-- The time to decide follows the window of the defence; where the office ended that window, or the
-- case was reopened, it begins anew on that day.
CREATE OR REPLACE FUNCTION violations_guard_first_windows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_reopened boolean := OLD.state = 'closed_no_action' AND NEW.state <> OLD.state;
    reopened_on date := (NEW.reopened_at AT TIME ZONE 'Asia/Tehran')::date;
    waived_on date;
BEGIN
    -- A judgment that sends a case back has its guard (violations_guard_sent_back).
    IF accounts_is_loader(TG_RELID) OR NEW.round_no <> OLD.round_no THEN
        RETURN NEW;
    END IF;
    IF OLD.state = 'notified' AND NEW.state IN ('defended', 'defence_lapsed') THEN
        SELECT max(given_on) INTO waived_on FROM contracts_waiver
        WHERE "window" = 'defence' AND subject_id = NEW.public_id AND office_id = NEW.office_id;
    END IF;
    PERFORM violations_check_first(NEW, 'case.decision', 'decision', CASE
            WHEN is_reopened AND NEW.state = 'notified'
                THEN GREATEST(reopened_on, NEW.defence_due_on)
            WHEN is_reopened THEN reopened_on
            ELSE coalesce(waived_on, NEW.defence_due_on) END,
        OLD.decision_due_on, NEW.decision_due_on, is_reopened OR waived_on IS NOT NULL);
    PERFORM violations_check_first(NEW, 'case.service', 'serve_notice', reopened_on,
        OLD.serve_due_on, NEW.serve_due_on, is_reopened);
    PERFORM violations_check_first(NEW, 'case.decision_service', 'serve_notice', NEW.decided_on,
        OLD.decision_serve_due_on, NEW.decision_serve_due_on, false);
    PERFORM violations_check_first(NEW, 'case.result_service', 'serve_notice', (
            SELECT max(decided_on) FROM violations_decision
            WHERE case_id = NEW.id AND round_no = NEW.round_no AND forum = 'appeal'),
        OLD.result_serve_due_on, NEW.result_serve_due_on, false);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_windows_first BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        (NEW.decision_due_on, NEW.serve_due_on, NEW.decision_serve_due_on, NEW.result_serve_due_on)
        IS DISTINCT FROM
        (OLD.decision_due_on, OLD.serve_due_on, OLD.decision_serve_due_on, OLD.result_serve_due_on)
    )
    EXECUTE FUNCTION violations_guard_first_windows();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_windows_first;

-- A case that is decided, or closed without action, has its window from the same statement on.
CREATE OR REPLACE FUNCTION violations_guard_windowed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF (NEW.state = 'notified' AND NEW.decision_due_on IS NULL)
       OR (NEW.state = 'decided' AND NEW.decision_serve_due_on IS NULL) THEN
        PERFORM violations_refuse('A window begins with what it is for.');
    END IF;
    IF NEW.state = 'closed_no_action' THEN
        IF NEW.reopen_due_on < workdays_due('reopen_window', NEW.closed_on, NEW.county_id) THEN
            PERFORM violations_refuse('A window has the whole length of its rule.');
        END IF;
        PERFORM workdays_check_latest(
            NEW.reopen_due_on, workdays_due('reopen_window', NEW.closed_on, NEW.county_id));
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of flow and closing, whose
-- messages say more.
CREATE OR REPLACE TRIGGER violations_case_windowed BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (
        NEW.state IN ('notified', 'decided', 'closed_no_action') AND NEW.state <> OLD.state
    )
    EXECUTE FUNCTION violations_guard_windowed();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_windowed;
