-- Acts in reports and cases have the day of their writing (workdays/sql/act_days.sql).
--
-- With a day of their own come: the facts of a report, a paper (`served_on`, `submitted_on`,
-- `filed_on`, `document_on`), and finality, which follows the window.

SELECT workdays_ask_today('violations_violationreport', '{INSERT,UPDATE}', '', 'true',
    'submitted_on', 'submitted_at', 'triaged_on');
SELECT workdays_ask_today('violations_case', '{INSERT,UPDATE}', '', 'true',
    'opened_on', 'decided_on', 'executed_on', 'execution_since', 'closed_on', 'reopened_at',
    'sent_back_at', 'reminded_on');
SELECT workdays_ask_today('violations_evidence', '{INSERT,UPDATE}', '', 'true',
    'uploaded_at', 'attached_at');
SELECT workdays_ask_today('violations_evidenceaccess', '{INSERT}', '', 'true', 'asked_at');
SELECT workdays_ask_today('violations_casenote', '{INSERT}', '', 'true', 'written_at');
SELECT workdays_ask_today('violations_recusal', '{INSERT}', '', 'true', 'stood_back_on');
SELECT workdays_ask_today('violations_standin', '{INSERT}', '', 'true', 'named_on', 'named_at');
SELECT workdays_ask_today('violations_notice', '{INSERT}', '', 'true', 'issued_on');
SELECT workdays_ask_today('violations_defence', '{INSERT,UPDATE}', '', 'true', 'contested_on');
SELECT workdays_ask_today('violations_decision', '{INSERT}', '', 'true', 'decided_on');
SELECT workdays_ask_today('violations_appeal', '{INSERT,UPDATE}', '', 'true',
    'decided_on', 'contested_on');
SELECT workdays_ask_today('violations_correctiveaction', '{INSERT,UPDATE}', '', 'true',
    'done_on', 'refused_on', 'verified_on');
SELECT workdays_ask_today('violations_hearingsession', '{INSERT,UPDATE}',
    'violations.seal_minutes', 'true', 'sealed_on');
SELECT workdays_ask_today('violations_hearingsession', '{INSERT,UPDATE}', '', 'true',
    'called_on', 'recorded_at', 'ended_on', 'day_confirmed_on');
SELECT workdays_ask_today('violations_sessionseat', '{INSERT,UPDATE}', '', 'true',
    'signed_at', 'refused_at', 'contested_at', 'answered_at');

-- A decision is final on the day after its window, or on the day of the waiver or decision that
-- ends it. Points begin with finality; those of a twin that takes them over begin today, as their
-- reversal does.
CREATE OR REPLACE FUNCTION violations_guard_final_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT (OLD.state = 'decided'
        AND coalesce(NEW.final_on = OLD.appeal_due_on + 1, false)) THEN
        PERFORM violations_refuse('A decision is final after its window, or on the day.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER zy_final_day BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        NEW.final_on IS DISTINCT FROM OLD.final_on AND NEW.final_on <> public.pishkhan_today()
    )
    EXECUTE FUNCTION violations_guard_final_day();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER zy_final_day;

CREATE OR REPLACE FUNCTION violations_guard_point_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NEW.effective_on IS DISTINCT FROM (
        CASE WHEN NEW.reverses_id IS NULL
            THEN (SELECT final_on FROM violations_case WHERE id = NEW.case_id)
            ELSE (SELECT GREATEST(effective_on, pishkhan_today()) FROM violations_pointentry
                  WHERE id = NEW.reverses_id) END) THEN
        PERFORM violations_refuse('Points begin with finality, and end on the day.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER zy_point_day BEFORE INSERT ON violations_pointentry
    FOR EACH ROW WHEN (NEW.effective_on <> public.pishkhan_today())
    EXECUTE FUNCTION violations_guard_point_day();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER zy_point_day;
