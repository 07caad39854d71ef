"""Whoever recorded a document does not end or suspend a contract by it, under any account."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_guard_recorder() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    recorder bigint;
BEGIN
    SELECT decided_by INTO recorder FROM contracts_endingproof
    WHERE id = CASE NEW.state
            WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END
      AND kind = 'recorded_document';
    IF recorder IS NOT NULL
       AND (NEW.acted_by IS NULL OR accounts_same_person(recorder, NEW.acted_by)) THEN
        PERFORM contracts_refuse('Whoever recorded a document does not act on it.');
    END IF;
    RETURN NEW;
END $$;

-- A withdrawn notice returns to the suspension that was there before.
CREATE TRIGGER contracts_contract_two_hands BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION contracts_guard_recorder();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_two_hands;
"""

BACKWARD = """
DROP TRIGGER contracts_contract_two_hands ON contracts_contract;
DROP FUNCTION contracts_guard_recorder();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0013_who_acted"),
        ("accounts", "0006_same_person"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
