"""
A document from outside carries an act only with its scan, recorded by the secretariat.

Documents that were recorded before there were scans stay, and carry nothing new.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_guard_document() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR coalesce(NEW.scan_size, 0) < 1 THEN
        PERFORM contracts_refuse('A document is recorded with its sealed scan.');
    END IF;
    IF NEW.document_on > NEW.decided_on THEN
        PERFORM contracts_refuse('A document is not recorded before its day.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.decided_by AND role = 'secretariat' AND starts_on <= NEW.decided_on
          AND (ends_on IS NULL OR ends_on >= NEW.decided_on)
    ) THEN
        PERFORM contracts_refuse('A document of the committee or regulator is recorded by the'
            ' secretariat.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contracts_endingproof_document BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'recorded_document')
    EXECUTE FUNCTION contracts_guard_document();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_document;

CREATE FUNCTION contracts_guard_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM contracts_endingproof
        WHERE id = CASE NEW.state
                WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END
          AND kind = 'recorded_document' AND scan_sha256 = ''
    ) THEN
        PERFORM contracts_refuse('A document without its scan carries nothing.');
    END IF;
    RETURN NEW;
END $$;

-- A withdrawn notice returns to the suspension that was there before.
CREATE TRIGGER contracts_contract_scanned BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION contracts_guard_scan();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_scanned;
"""

BACKWARD = """
DROP TRIGGER contracts_contract_scanned ON contracts_contract;
DROP FUNCTION contracts_guard_scan();
DROP TRIGGER contracts_endingproof_document ON contracts_endingproof;
DROP FUNCTION contracts_guard_document();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0010_scans_of_documents"),
        ("accounts", "0006_same_person"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
