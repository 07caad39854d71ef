-- Judgments of a civil court, or of the forum that a contract names, on the suspension or the
-- termination of the contract (docs/adr/0066-judgments-on-contracts.md).

CREATE OR REPLACE FUNCTION contracts_guard_judgment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
    judged contracts_endingproof;
    house uuid;
    suspends boolean := NEW.judged_act = 'suspend';
BEGIN
    SELECT * INTO held FROM contracts_contract WHERE id = NEW.contract_id;
    SELECT * INTO judged FROM contracts_endingproof WHERE id = NEW.judged_id;
    SELECT public_id INTO house FROM agencies_agency WHERE id = held.agency_id;
    IF judged.public_id <> NEW.source_id OR judged.kind IN ('annulment', 'judgment')
       OR judged.contract_id <> NEW.contract_id
       OR judged.id IS DISTINCT FROM
          (CASE WHEN suspends THEN held.suspension_proof_id ELSE held.ending_proof_id END)
       OR NOT (CASE WHEN suspends THEN held.suspended_on IS NOT NULL
            ELSE held.state IN ('termination_notice', 'terminated', 'settled') END) THEN
        PERFORM contracts_refuse('A judgment is about a suspension or an end of its contract.');
    END IF;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR coalesce(NEW.scan_size, 0) < 1 OR NEW.document_no !~ '[0-9۰-۹٠-٩]' THEN
        PERFORM contracts_refuse('A judgment is recorded with its number and its sealed scan.');
    END IF;
    IF NEW.judgment_result = 'reduced' AND NEW.judged_days IS NULL THEN
        PERFORM contracts_refuse('A judgment that shortens a suspension names its days.');
    END IF;
    IF NEW.document_on > NEW.decided_on OR NEW.document_on < GREATEST(judged.decided_on,
        CASE WHEN suspends THEN held.suspended_on ELSE held.notice_issued_on END) THEN
        PERFORM contracts_refuse('A judgment is not older than the decision that it judges.');
    END IF;
    IF NOT (accounts_holds(NEW.decided_by, 'secretariat', NULL, NEW.decided_on)
            OR accounts_holds(NEW.decided_by, 'agency_appeal', house, NEW.decided_on))
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM contracts_refuse(
            'A judgment is recorded by the second signatory or the secretariat.');
    END IF;
    IF accounts_same_person(NEW.decided_by, held.acted_by)
       OR (judged.kind <> 'recorded_document'
           AND accounts_same_person(NEW.decided_by, judged.decided_by)) THEN
        PERFORM contracts_refuse('Whoever decided does not record the judgment on it.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) AND (NEW.decided_on <> pishkhan_today()
        OR NEW.in_force_on IS NOT NULL AND NEW.in_force_on <> NEW.decided_on) THEN
        PERFORM contracts_refuse('A judgment is entered on the day.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_endingproof_judges BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'judgment') EXECUTE FUNCTION contracts_guard_judgment();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_judges;

-- Asked at the end of the transaction, when the pending act is decided: a judgment of an earlier
-- day than one person may enter it has the deputy as its second person, and a shortened suspension
-- has the days of its judgment.
CREATE OR REPLACE FUNCTION contracts_guard_in_force() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
BEGIN
    SELECT * INTO held FROM contracts_contract WHERE id = NEW.contract_id;
    IF NOT accounts_is_loader(TG_RELID)
       AND NEW.decided_on > workdays_due('paper_entry', NEW.document_on, held.county_id)
       AND NOT EXISTS (
        SELECT FROM approvals_pendingact act
        WHERE act.act = 'contract.record-judgment' AND act.target_type = 'contracts.contract'
          AND act.target_id = held.public_id AND act.state = 'confirmed'
          AND act.arguments @> jsonb_build_object('judgment', NEW.public_id)
          AND accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at)
    ) THEN
        PERFORM contracts_refuse('A judgment of an earlier day is confirmed by the deputy.');
    END IF;
    IF NEW.judgment_result = 'reduced' AND held.suspension_proof_id = NEW.judged_id
       AND held.state IN ('suspended', 'termination_notice')
       AND held.suspended_until > held.suspended_on + NEW.judged_days - 1 THEN
        PERFORM contracts_refuse('A shortened suspension has the days of its judgment.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_endingproof_in_force ON contracts_endingproof;
CREATE CONSTRAINT TRIGGER contracts_endingproof_in_force
    AFTER INSERT OR UPDATE ON contracts_endingproof
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind = 'judgment' AND NEW.in_force_on IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_in_force();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_in_force;
