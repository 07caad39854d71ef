-- A state of an office or licence stands on its document.

-- An office is in the state of its open interval. A closure, inactivity, a suspension with its
-- early end, and a revocation have their document with its scan; a revocation after a cancelled
-- licence has it there. Checked at the end of the transaction: interval and document are written
-- with the state.
CREATE OR REPLACE FUNCTION offices_guard_proven_state() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held text := (SELECT state FROM offices_office WHERE id = NEW.id);
    stands offices_officestateinterval;
    before offices_officestateinterval;
    needs_document boolean := NEW.state IN (
        'temporarily_closed', 'inactive', 'suspended', 'revoked', 'closed');
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
    IF NEW.state = 'active' AND OLD.state = 'suspended' THEN
        SELECT * INTO before FROM offices_officestateinterval
        WHERE office_id = NEW.id AND state = 'suspended' ORDER BY starts_on DESC LIMIT 1;
        needs_document := coalesce(before.planned_until >= stands.starts_on, true);
    ELSIF NEW.state = 'revoked' AND EXISTS (
        SELECT FROM offices_licencescan scan
        JOIN offices_licence held_by ON held_by.id = scan.licence_id
        WHERE held_by.office_id = NEW.id AND held_by.state = 'cancelled'
          AND scan.paper = 'cancellation'
    ) THEN
        needs_document := false;
    END IF;
    IF needs_document AND NOT EXISTS (
        SELECT FROM offices_officeletter WHERE office_id = NEW.id AND state = NEW.state
          AND in_force_on = stands.starts_on AND document_no = stands.document_no
          AND document_on = stands.document_on
    ) THEN
        RAISE EXCEPTION 'An office comes to this state by a document whose scan is kept.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS offices_office_proven ON offices_office;
CREATE CONSTRAINT TRIGGER offices_office_proven AFTER UPDATE ON offices_office
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> OLD.state)
    EXECUTE FUNCTION offices_guard_proven_state();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER offices_office_proven;

-- A licence is suspended, made valid again, cancelled, renewed or transferred on a document whose
-- scan is kept, or renewed by the regulator's list, whose file is kept with the head of the letter
-- that brought it. A list of an earlier day than one person may enter has been confirmed by the
-- deputy, who neither holds nor runs the office. The clock alone ends a suspension without a paper.
CREATE OR REPLACE FUNCTION offices_guard_proven_licence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR (OLD.state = 'suspended' AND NEW.state = 'valid'
        AND OLD.suspended_until < pishkhan_today()) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT FROM offices_licencescan WHERE licence_id = NEW.id
          AND paper = offices_paper_of(NEW.state) AND in_force_on = NEW.state_since
          AND document_no = NEW.document_no AND document_on = NEW.document_on
    ) OR (NEW.state = 'renewed' AND EXISTS (
        SELECT FROM offices_licence later
        JOIN offices_registerimport list ON list.id = later.source_list_id
        WHERE later.previous_id = NEW.id AND list.content = 'renewals'
          AND list.state IN ('applying', 'applied') AND list.sha256 ~ '^[0-9a-f]{64}$'
          AND list.document_no = NEW.document_no AND list.document_on = NEW.document_on
          AND offices_has_head(
              list.document_no, list.document_on, list.document_issuer, NEW.state_since)
          AND (NEW.state_since <= workdays_due('paper_entry', list.document_on, (
                  SELECT county_id FROM offices_office WHERE id = NEW.office_id))
              OR EXISTS (
                  SELECT FROM approvals_pendingact act
                  WHERE act.act = 'import.confirm' AND act.state = 'confirmed'
                    AND act.target_id = list.public_id
                    AND accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at)
                    AND NOT offices_has_interest(NEW.office_id, act.decided_by)))
    )) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'A licence comes to this state by a document whose scan is kept.'
        USING ERRCODE = 'check_violation';
END $$;

DROP TRIGGER IF EXISTS offices_licence_proven ON offices_licence;
CREATE CONSTRAINT TRIGGER offices_licence_proven AFTER UPDATE ON offices_licence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state <> OLD.state
        AND NEW.state IN ('suspended', 'valid', 'cancelled', 'renewed', 'transferred'))
    EXECUTE FUNCTION offices_guard_proven_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_proven;

-- The holder of an office is the one of its licence, unless the secretariat entered the first one.
CREATE OR REPLACE FUNCTION offices_guard_holder() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT (OLD.holder_id IS NULL AND audit_done_by('offices.office', NEW.public_id::text,
           ARRAY['office.updated secretariat', 'office.import_updated secretariat'],
           to_jsonb(NEW)))
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

-- And the other way round: what is written into the states of an office is the state it is in, and
-- another one than it was in before.
CREATE OR REPLACE FUNCTION offices_guard_interval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF (TG_OP = 'INSERT' AND (NEW.ends_on IS NOT NULL OR EXISTS (
        SELECT FROM offices_officestateinterval
        WHERE office_id = NEW.office_id AND ends_on = NEW.starts_on - 1 AND state = NEW.state
    ))) OR NOT EXISTS (
        SELECT FROM offices_officestateinterval stands
        JOIN offices_office office ON office.id = stands.office_id AND office.state = stands.state
        WHERE stands.office_id = NEW.office_id AND stands.ends_on IS NULL
    ) THEN
        RAISE EXCEPTION 'The states of an office follow its own state.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS offices_officestateinterval_follows ON offices_officestateinterval;
CREATE CONSTRAINT TRIGGER offices_officestateinterval_follows
    AFTER INSERT OR UPDATE OF state, ends_on ON offices_officestateinterval
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION offices_guard_interval();
ALTER TABLE offices_officestateinterval ENABLE ALWAYS TRIGGER offices_officestateinterval_follows;
