-- Documents from outside and the scans of signed contracts.

-- A document carries an act only with its scan, recorded by the secretariat. Documents without a
-- scan are old; they stay, and carry nothing new.
CREATE OR REPLACE FUNCTION contracts_guard_document() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR coalesce(NEW.scan_size, 0) < 1 THEN
        PERFORM contracts_refuse('A document is recorded with its sealed scan.');
    END IF;
    IF NEW.document_on > NEW.decided_on THEN
        PERFORM contracts_refuse('A document is not recorded before its day.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) AND (NEW.decided_on <> pishkhan_today()
        OR NEW.document_no !~ '[0-9۰-۹٠-٩]') THEN
        PERFORM contracts_refuse('A document is recorded on the day, with its number.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.decided_by AND role = 'secretariat'
          AND accounts_in_force(starts_on, ends_on, ended_at, accounts_moment(NEW.decided_on))
    ) THEN
        PERFORM contracts_refuse('A document of the committee or regulator is recorded by the'
            ' secretariat.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_endingproof_document BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'recorded_document')
    EXECUTE FUNCTION contracts_guard_document();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_document;

-- Asked at the end of the transaction, when the pending act is decided: a document of an earlier
-- day than one person may enter it has the deputy as its second person.
CREATE OR REPLACE FUNCTION contracts_guard_old_document() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
BEGIN
    SELECT * INTO held FROM contracts_contract WHERE id = NEW.contract_id;
    IF NOT accounts_is_loader(TG_RELID)
       AND NEW.decided_on > workdays_due('paper_entry', NEW.document_on, held.county_id)
       AND NOT EXISTS (
        SELECT FROM approvals_pendingact act
        WHERE act.act = 'contract.record-document' AND act.target_type = 'contracts.contract'
          AND act.target_id = held.public_id AND act.state = 'confirmed'
          AND act.arguments @> jsonb_build_object('proof', NEW.public_id)
          AND accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at)
    ) THEN
        PERFORM contracts_refuse('A document of an earlier day is confirmed by the deputy.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_endingproof_seconded ON contracts_endingproof;
CREATE CONSTRAINT TRIGGER contracts_endingproof_seconded
    AFTER INSERT OR UPDATE ON contracts_endingproof
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind = 'recorded_document' AND NOT NEW.is_waiting)
    EXECUTE FUNCTION contracts_guard_old_document();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_seconded;

CREATE OR REPLACE FUNCTION contracts_guard_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM contracts_endingproof
        WHERE id = CASE NEW.state
                WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END
          AND kind = 'recorded_document' AND (scan_sha256 = '' OR is_waiting)
    ) THEN
        PERFORM contracts_refuse(
            'A document without its scan or its second person carries nothing.');
    END IF;
    RETURN NEW;
END $$;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act.
CREATE OR REPLACE TRIGGER contracts_contract_scanned BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION contracts_guard_scan();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_scanned;

-- The scan of the signed contract: versions are added by its agency and never rewritten.
CREATE OR REPLACE FUNCTION contracts_guard_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer;
    kontract contracts_contract;
    house uuid;
BEGIN
    SELECT * INTO kontract FROM contracts_contract WHERE id = NEW.contract_id;
    SELECT public_id INTO house FROM agencies_agency WHERE id = kontract.agency_id;
    SELECT coalesce(max(number), 0) INTO before FROM contracts_contractscan
        WHERE contract_id = NEW.contract_id;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 THEN
        PERFORM contracts_refuse('The scan of a contract is kept with its seal.');
    ELSIF kontract.state IN ('draft', 'void')
          OR (kontract.signed_on IS NULL AND kontract.origin <> 'import'
              AND kontract.state <> 'pending_signature') THEN
        PERFORM contracts_refuse('The scan of a contract is kept once it has been signed.');
    ELSIF kontract.state = 'pending_signature' AND kontract.accepted_on IS NOT NULL
          AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('The paper that the office accepted stays the newest.');
    ELSIF NEW.number <> before + 1 OR (NEW.reason = '') <> (before = 0) THEN
        PERFORM contracts_refuse('A later scan follows the one before it and says why.');
    ELSIF NOT (accounts_holds(NEW.kept_by, 'agency_manager', house, NEW.kept_on)
            OR accounts_holds(NEW.kept_by, 'agency_clerk', house, NEW.kept_on))
       AND NOT accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        PERFORM contracts_refuse('The scan of a contract is kept by its own agency.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractscan_guarded BEFORE INSERT ON contracts_contractscan
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_paper();
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_guarded;

CREATE OR REPLACE FUNCTION contracts_keep_papers() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('A kept scan is neither changed nor deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractscan_kept
    BEFORE UPDATE OR DELETE ON contracts_contractscan
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_papers();
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_kept;

CREATE OR REPLACE TRIGGER contracts_contractscan_whole BEFORE TRUNCATE ON contracts_contractscan
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_papers();
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_whole;
