"""A final decision proves the ending of a contract only if it is one, of that very contract."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_guard_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'final_decision' AND NOT EXISTS (
        SELECT 1 FROM violations_case kase
        JOIN contracts_contract contract ON contract.id = NEW.contract_id
        WHERE kase.public_id = NEW.source_id
          AND kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
          AND kase.track = 'contract'
          AND kase.agency_id = contract.agency_id
          AND (kase.contract_id = contract.id
               OR (kase.office_id = contract.office_id
                   AND contract.renewed_from_id = kase.contract_id))
    ) THEN
        PERFORM violations_refuse(
            'The proof is a final proven decision on this contract by its own agency.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER violations_proof_of_decision BEFORE INSERT OR UPDATE ON contracts_endingproof
    FOR EACH ROW EXECUTE FUNCTION violations_guard_proof();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER violations_proof_of_decision;
"""

BACKWARD = """
DROP TRIGGER violations_proof_of_decision ON contracts_endingproof;
DROP FUNCTION violations_guard_proof();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0004_sealed_rows"), ("contracts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
