-- Numbers are those that their registers have given (audit/sql/numbers.sql).

SELECT audit_keep_numbers('violations_violationreport', 'number', 'violation');
SELECT audit_keep_numbers('violations_case', 'number', 'violation');
SELECT audit_keep_numbers('violations_notice', 'letter_no', 'notice');

-- A case has the number of its first report, or a new one: never that of a report of another case.
CREATE OR REPLACE FUNCTION violations_guard_case_number() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM violations_violationreport report
        WHERE report.number = NEW.number AND NOT EXISTS (
            SELECT FROM violations_casereport joined
            WHERE joined.report_id = report.id AND joined.case_id = NEW.id)
    ) THEN
        PERFORM violations_refuse('A case has no number of a report that is not its own.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_case_own_number ON violations_case;
CREATE CONSTRAINT TRIGGER violations_case_own_number AFTER INSERT OR UPDATE OF number
    ON violations_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION violations_guard_case_number();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_own_number;
