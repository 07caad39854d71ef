-- A document on a licence or an office of an earlier day than one person may enter it takes effect
-- with the deputy as its second person. Asked at the end of the transaction, when the pending act
-- is decided.
CREATE OR REPLACE FUNCTION offices_guard_old_document() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    county bigint;
BEGIN
    IF TG_ARGV[0] = 'office' THEN
        SELECT county_id INTO county FROM offices_office WHERE id = NEW.office_id;
    ELSE
        SELECT office.county_id INTO county FROM offices_licence licence
        JOIN offices_office office ON office.id = licence.office_id
        WHERE licence.id = NEW.licence_id;
    END IF;
    IF accounts_is_loader(TG_RELID)
       OR NEW.kept_on <= workdays_due('paper_entry', NEW.document_on, county)
       OR EXISTS (
        SELECT FROM approvals_pendingact act
        WHERE act.state = 'confirmed'
          AND act.act IN ('licence.sanction', 'licence.enter-renewed', 'licence.transfer',
            'office.change-state')
          AND act.arguments @> jsonb_build_object('scan', NEW.public_id)
          AND accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at)
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'A document of an earlier day is confirmed by the deputy.'
        USING ERRCODE = 'check_violation';
END $$;

DROP TRIGGER IF EXISTS offices_licencescan_confirmed ON offices_licencescan;
CREATE CONSTRAINT TRIGGER offices_licencescan_confirmed
    AFTER INSERT OR UPDATE ON offices_licencescan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.in_force_on IS NOT NULL)
    EXECUTE FUNCTION offices_guard_old_document('licence');
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_confirmed;

DROP TRIGGER IF EXISTS offices_officeletter_confirmed ON offices_officeletter;
CREATE CONSTRAINT TRIGGER offices_officeletter_confirmed
    AFTER INSERT OR UPDATE ON offices_officeletter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.in_force_on IS NOT NULL)
    EXECUTE FUNCTION offices_guard_old_document('office');
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_confirmed;
