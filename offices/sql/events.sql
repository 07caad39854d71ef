-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('offices_office', 'offices.office', '',
    '{search_key,last_activity_on,holder_id}');
SELECT audit_watch('offices_licence', 'offices.licence', '', '{}', '{UPDATE}');
SELECT audit_watch('offices_licenceholder', 'offices.licenceholder', '', '{}', '{UPDATE}');
SELECT audit_watch('offices_officestaff', 'offices.officestaff', '',
    '{}');
SELECT audit_watch('offices_registerimport', 'offices.registerimport', '',
    '{state,heartbeat_at,rows_done,rows_total,counts,errors,annotated,seems,refusal}');
SELECT audit_watch('offices_officestateinterval', 'offices.office', 'office_id>offices_office',
    '{}');
SELECT audit_watch('offices_officeletter', 'offices.office', 'office_id>offices_office', '{}');
SELECT audit_watch('offices_licencescan', 'offices.licence', 'licence_id>offices_licence', '{}');

-- A new licence has its own event, that of the licence before it, or that of the
-- office that a file of the register brought.
CREATE OR REPLACE FUNCTION offices_guard_new_licence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID)
       OR audit_has_event('offices.licence', NEW.public_id::text)
       OR audit_has_event('offices.office',
            (SELECT public_id::text FROM offices_office WHERE id = NEW.office_id))
       OR audit_has_event('offices.licence',
            (SELECT public_id::text FROM offices_licence WHERE id = NEW.previous_id)) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'A licence is entered with an event that says so.'
        USING ERRCODE = 'check_violation';
END $$;

DROP TRIGGER IF EXISTS watch_insert ON offices_licence;
CREATE CONSTRAINT TRIGGER watch_insert AFTER INSERT ON offices_licence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION offices_guard_new_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER watch_insert;
