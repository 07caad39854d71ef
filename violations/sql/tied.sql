-- What is written of a case as its state moves, and at no other time.

SELECT audit_tie_to_moves('violations_case', '{decided_on,occurrence}',
    'defended>decided', 'defence_lapsed>decided', 'scheduled>decided',
    'final>defended', 'final>defence_lapsed', 'closed>defended', 'closed>defence_lapsed');
SELECT audit_tie_to_moves('violations_case', '{closed_on,closed_by,closing_note}',
    '%>closed', '%>closed_no_action', 'closed>final', 'closed>defended', 'closed>defence_lapsed',
    'closed_no_action>%');
SELECT audit_tie_to_moves('violations_case', '{closing_code,closed_from}',
    '%>closed_no_action', 'closed_no_action>%');
SELECT audit_tie_to_moves('violations_case', '{decision_on}',
    '%>scheduled', '=scheduled', 'scheduled>%', 'closed_no_action>%', 'final>defended',
    'final>defence_lapsed', 'closed>defended', 'closed>defence_lapsed');
SELECT audit_tie_to_moves('violations_case', '{executed_on,executed_by}',
    '=final', 'final>closed', 'closed>final', 'final>defended', 'final>defence_lapsed',
    'closed>defended', 'closed>defence_lapsed');
SELECT audit_tie_to_moves('violations_case', '{final_on}',
    '%>final', 'final>defended', 'final>defence_lapsed', 'closed>defended',
    'closed>defence_lapsed');

-- A duplicate follows its report into what that is a duplicate of, and nowhere else.
CREATE OR REPLACE FUNCTION violations_guard_original() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM violations_violationreport WHERE id = OLD.duplicate_of_id
          AND state = 'duplicate' AND duplicate_of_id = NEW.duplicate_of_id
    ) THEN
        PERFORM violations_refuse('A duplicate stays one of its own report.');
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end of the transaction, when the report itself has moved.
DROP TRIGGER IF EXISTS violations_violationreport_original ON violations_violationreport;
CREATE CONSTRAINT TRIGGER violations_violationreport_original
    AFTER UPDATE ON violations_violationreport DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'duplicate' AND NEW.duplicate_of_id IS DISTINCT FROM OLD.duplicate_of_id)
    EXECUTE FUNCTION violations_guard_original();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_violationreport_original;
