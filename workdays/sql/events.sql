-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('workdays_dayimport', 'workdays.dayimport', '',
    '{}');
SELECT audit_watch('workdays_deadlineinterval', 'workdays.keptdeadline',
    'deadline_id>workdays_keptdeadline', '{starts_on}');

-- A receipt that moves a deadline stands beside an event of the record whose deadline it is.
CREATE OR REPLACE FUNCTION workdays_guard_receipt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM workdays_keptdeadline kept
        JOIN audit_auditevent event ON event.target_id = kept.subject_id::text
            AND event.turn = audit_turn() AND event.target_type IN (
                'violations.case', 'violations.violationreport', 'violations.correctiveaction',
                'oversight.terminationreview', 'oversight.duty', 'contracts.contract',
                'contracts.settlement', 'contracts.contractaddendum')
        WHERE kept.id = NEW.deadline_id
    ) THEN
        RAISE EXCEPTION 'A deadline moves with an event of its record.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS watch_insert ON workdays_deadlinemove;
CREATE CONSTRAINT TRIGGER watch_insert AFTER INSERT ON workdays_deadlinemove
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workdays_guard_receipt();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER watch_insert;
