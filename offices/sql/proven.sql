-- A state of an office or licence stands on its document.

-- An office is in the state of its open interval. A suspension and a revocation name their
-- document; a revocation without a cancelled licence has the scan of its letter. Checked at the end
-- of the transaction, because interval and letter are written beside the state.
CREATE OR REPLACE FUNCTION offices_guard_proven_state() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held text := (SELECT state FROM offices_office WHERE id = NEW.id);
    stands offices_officestateinterval;
BEGIN
    IF accounts_is_loader(TG_RELID) OR held <> NEW.state THEN
        RETURN NULL;
    END IF;
    SELECT * INTO stands FROM offices_officestateinterval
    WHERE office_id = NEW.id AND ends_on IS NULL ORDER BY starts_on DESC LIMIT 1;
    IF stands.state IS DISTINCT FROM NEW.state
       OR (NEW.state IN ('suspended', 'revoked') AND stands.document_no = '') THEN
        RAISE EXCEPTION 'An office changes its state on its document, from a day on.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'revoked'
       AND NOT EXISTS (SELECT FROM offices_officeletter WHERE office_id = NEW.id)
       AND NOT EXISTS (
           SELECT FROM offices_licencescan scan JOIN offices_licence held_by
               ON held_by.id = scan.licence_id
           WHERE held_by.office_id = NEW.id AND held_by.state = 'cancelled'
             AND scan.paper = 'cancellation'
       ) THEN
        RAISE EXCEPTION 'An office is revoked by a letter whose scan is kept.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS offices_office_proven ON offices_office;
CREATE CONSTRAINT TRIGGER offices_office_proven AFTER UPDATE ON offices_office
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> OLD.state)
    EXECUTE FUNCTION offices_guard_proven_state();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER offices_office_proven;

-- A licence is cancelled by a letter whose scan is kept, and suspended on a document.
CREATE OR REPLACE FUNCTION offices_guard_proven_licence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND (NEW.document_no = '' OR (
        NEW.state = 'cancelled' AND NOT EXISTS (
            SELECT FROM offices_licencescan WHERE licence_id = NEW.id AND paper = 'cancellation')
    )) THEN
        RAISE EXCEPTION 'A licence is suspended or cancelled on its document.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS offices_licence_proven ON offices_licence;
CREATE CONSTRAINT TRIGGER offices_licence_proven AFTER UPDATE ON offices_licence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state <> OLD.state AND NEW.state IN ('suspended', 'cancelled'))
    EXECUTE FUNCTION offices_guard_proven_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_proven;

-- The holder of an office is the one of its licence, unless an event of the office says otherwise.
CREATE OR REPLACE FUNCTION offices_guard_holder() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT audit_has_event('offices.office', NEW.public_id::text)
       AND NOT EXISTS (
           SELECT FROM offices_licence
           WHERE office_id = NEW.id AND holder_id = NEW.holder_id AND state = 'valid'
       ) THEN
        RAISE EXCEPTION 'An office has the holder of its licence.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS offices_office_held ON offices_office;
CREATE CONSTRAINT TRIGGER offices_office_held AFTER UPDATE ON offices_office
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.holder_id IS DISTINCT FROM OLD.holder_id)
    EXECUTE FUNCTION offices_guard_holder();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER offices_office_held;
