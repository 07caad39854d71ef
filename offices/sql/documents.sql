-- Scans of licences and of the documents on which a state of a licence or an office rests: added by
-- the secretariat and never rewritten.

-- A document has its head; it takes effect on the day of its entry or of its confirmation.
CREATE OR REPLACE FUNCTION offices_has_head(no text, day date, issuer text, kept_on date)
RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT no ~ '[0-9۰-۹٠-٩]' AND issuer <> '' AND coalesce(day <= kept_on, false);
$$;

-- The paper on which a licence comes to a state; NULL for the states that need none.
CREATE OR REPLACE FUNCTION offices_paper_of(state text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE state WHEN 'suspended' THEN 'suspension' WHEN 'valid' THEN 'reinstatement'
        WHEN 'cancelled' THEN 'cancellation' WHEN 'renewed' THEN 'renewal'
        WHEN 'transferred' THEN 'transfer' END;
$$;

CREATE OR REPLACE FUNCTION offices_guard_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer;
    is_licence boolean := NEW.paper = 'licence';
    is_loaded boolean := accounts_is_loader(TG_RELID);
    error text := '';
BEGIN
    SELECT coalesce(max(number), 0) INTO before FROM offices_licencescan
        WHERE licence_id = NEW.licence_id AND paper = NEW.paper;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 THEN
        error := 'The scan of a licence is kept with its seal.';
    ELSIF NEW.number <> before + 1 OR (NEW.reason = '') <> (before = 0 OR NOT is_licence) THEN
        error := 'A later scan follows the one before it and says why.';
    ELSIF NEW.in_force_on IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM offices_licence WHERE id = NEW.licence_id
            AND offices_paper_of(state) = NEW.paper
    ) THEN
        error := format('A document of the %s belongs to a licence in its state.', NEW.paper);
    ELSIF NOT is_licence AND NOT is_loaded AND (NEW.kept_on <> pishkhan_today()
        OR NEW.in_force_on <> pishkhan_today() OR NOT offices_has_head(
            NEW.document_no, NEW.document_on, NEW.document_issuer, NEW.kept_on)) THEN
        error := 'A document has its number, day and issuer, and is entered on the day.';
    ELSIF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.kept_by AND role = 'secretariat'
          AND accounts_in_force(starts_on, ends_on, ended_at, accounts_moment(NEW.kept_on))
    ) AND NOT accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        error := 'The scan of a licence is kept by the secretariat.';
    END IF;
    IF error <> '' THEN
        RAISE EXCEPTION '%', error USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_licencescan_guarded BEFORE INSERT ON offices_licencescan
    FOR EACH ROW EXECUTE FUNCTION offices_guard_scan();
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_guarded;

-- The one change: a document takes effect, once and on the day.
CREATE OR REPLACE FUNCTION offices_keep_scans() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.in_force_on IS NULL AND OLD.document_no <> ''
       AND (NEW.in_force_on = pishkhan_today() OR accounts_is_loader(TG_RELID))
       AND to_jsonb(NEW) - '{in_force_on,updated_at}'::text[]
           = to_jsonb(OLD) - '{in_force_on,updated_at}'::text[] THEN
        RETURN NEW;
    END IF;
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
    before integer;
    error text := '';
BEGIN
    SELECT coalesce(max(number), 0) INTO before FROM offices_officeletter
        WHERE office_id = NEW.office_id AND state = NEW.state;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 OR NEW.number <> before + 1 OR NEW.reason <> '' THEN
        error := 'The document of a state is kept once, with its seal.';
    ELSIF accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        RETURN NEW;
    ELSIF NEW.in_force_on IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM offices_office WHERE id = NEW.office_id AND state = NEW.state
    ) THEN
        error := format('A document of the state %s belongs to an office in it.', NEW.state);
    ELSIF NOT accounts_is_loader(TG_RELID) AND (NEW.kept_on <> pishkhan_today()
        OR NEW.in_force_on <> pishkhan_today() OR NOT offices_has_head(
            NEW.document_no, NEW.document_on, NEW.document_issuer, NEW.kept_on)) THEN
        error := 'A document has its number, day and issuer, and is entered on the day.';
    ELSIF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.kept_by AND role = 'secretariat'
          AND accounts_in_force(starts_on, ends_on, ended_at, accounts_moment(NEW.kept_on))
    ) THEN
        error := 'The document of a state is kept by the secretariat.';
    END IF;
    IF error <> '' THEN
        RAISE EXCEPTION '%', error USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_officeletter_guarded BEFORE INSERT ON offices_officeletter
    FOR EACH ROW EXECUTE FUNCTION offices_guard_letter();
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_guarded;
