-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('violations_case', 'violations.case', '', '{calendar_version,linked_id}',
    '{UPDATE}');
SELECT audit_watch('violations_violationreport', 'violations.violationreport', '',
    '{search_key}');
SELECT audit_watch('violations_correctiveaction', 'violations.case', 'case_id>violations_case',
    '{due_on,verify_due_on}');
SELECT audit_watch('violations_evidence', 'violations.evidence', '', '{}', '{INSERT}');
SELECT audit_watch('violations_notice', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');
SELECT audit_watch('violations_defence', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');
SELECT audit_watch('violations_decision', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');
SELECT audit_watch('violations_appeal', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');
SELECT audit_watch('violations_hearingsession', 'violations.case', 'case_id>violations_case', '{}');
SELECT audit_watch('violations_casenote', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');
SELECT audit_watch('violations_evidenceaccess', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');
SELECT audit_watch('violations_sessionseat', 'violations.case',
    'session_id>violations_hearingsession.case_id>violations_case', '{}');

-- Whether this transaction accepts the report that opens a case.
CREATE OR REPLACE FUNCTION violations_opened_now(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM violations_case kase
        JOIN violations_casereport joined ON joined.case_id = kase.id AND joined.is_primary
        JOIN violations_violationreport report ON report.id = joined.report_id
        JOIN audit_auditevent accepted ON accepted.target_type = 'violations.violationreport'
            AND accepted.target_id = report.public_id::text
        WHERE kase.public_id = wanted AND accepted.verb = 'report.accepted'
          AND accepted.turn = audit_turn()
    );
END $$;

-- A new case has the event of the report that is accepted, or by its own.
CREATE OR REPLACE FUNCTION violations_guard_new_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR audit_has_event('violations.case', NEW.public_id::text)
       OR EXISTS (
           SELECT FROM violations_casereport joined
           JOIN violations_violationreport report ON report.id = joined.report_id
           WHERE joined.case_id = NEW.id
             AND audit_has_event('violations.violationreport', report.public_id::text)
       ) THEN
        RETURN NULL;
    END IF;
    PERFORM violations_refuse('A case is opened with an event that says so.');
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS watch_insert ON violations_case;
CREATE CONSTRAINT TRIGGER watch_insert AFTER INSERT ON violations_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION violations_guard_new_case();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER watch_insert;
