-- Scans of licences, of their cancellations and of letters that revoke an office: versions are
-- added by the secretariat and never rewritten.

CREATE OR REPLACE FUNCTION offices_guard_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer;
    told text := '';
BEGIN
    SELECT coalesce(max(number), 0) INTO before FROM offices_licencescan
        WHERE licence_id = NEW.licence_id AND paper = NEW.paper;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 THEN
        told := 'The scan of a licence is kept with its seal.';
    ELSIF NEW.number <> before + 1 OR (NEW.reason = '') <> (before = 0) THEN
        told := 'A later scan follows the one before it and says why.';
    ELSIF NEW.paper = 'cancellation' AND NOT EXISTS (
        SELECT 1 FROM offices_licence WHERE id = NEW.licence_id AND state = 'cancelled'
    ) THEN
        told := 'The letter of a cancellation belongs to a cancelled licence.';
    ELSIF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.kept_by AND role = 'secretariat'
          AND accounts_in_force(starts_on, ends_on, ended_at, accounts_moment(NEW.kept_on))
    ) AND NOT accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        told := 'The scan of a licence is kept by the secretariat.';
    END IF;
    IF told <> '' THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_licencescan_guarded BEFORE INSERT ON offices_licencescan
    FOR EACH ROW EXECUTE FUNCTION offices_guard_scan();
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_guarded;

CREATE OR REPLACE FUNCTION offices_keep_scans() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A kept scan is neither changed nor deleted.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER offices_licencescan_kept BEFORE UPDATE OR DELETE ON offices_licencescan
    FOR EACH ROW EXECUTE FUNCTION offices_keep_scans();
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_kept;

CREATE OR REPLACE TRIGGER offices_licencescan_whole BEFORE TRUNCATE ON offices_licencescan
    FOR EACH STATEMENT EXECUTE FUNCTION offices_keep_scans();
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_whole;

CREATE OR REPLACE TRIGGER offices_officeletter_kept BEFORE UPDATE OR DELETE ON offices_officeletter
    FOR EACH ROW EXECUTE FUNCTION offices_keep_scans();
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_kept;

CREATE OR REPLACE TRIGGER offices_officeletter_whole BEFORE TRUNCATE ON offices_officeletter
    FOR EACH STATEMENT EXECUTE FUNCTION offices_keep_scans();
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_whole;

CREATE OR REPLACE FUNCTION offices_guard_letter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text := '';
BEGIN
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 OR NEW.number <> 1 OR NEW.reason <> '' THEN
        told := 'The letter of a revocation is kept once, with its seal.';
    ELSIF accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        RETURN NEW;
    ELSIF NOT EXISTS (
        SELECT 1 FROM offices_office WHERE id = NEW.office_id AND state = 'revoked'
    ) THEN
        told := 'The letter of a revocation belongs to a revoked office.';
    ELSIF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.kept_by AND role = 'secretariat'
          AND accounts_in_force(starts_on, ends_on, ended_at, accounts_moment(NEW.kept_on))
    ) THEN
        told := 'The letter of a revocation is kept by the secretariat.';
    END IF;
    IF told <> '' THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_officeletter_guarded BEFORE INSERT ON offices_officeletter
    FOR EACH ROW EXECUTE FUNCTION offices_guard_letter();
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_guarded;
