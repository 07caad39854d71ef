"""A decided review proves the ending of a contract only if it is one, of that very contract."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_guard_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'decided_review' AND NOT EXISTS (
        SELECT 1 FROM oversight_terminationreview review
        WHERE review.public_id = NEW.source_id
          AND review.contract_id = NEW.contract_id
          AND review.state IN ('decided', 'closed')
          AND review.outcome IN ('suspend', 'terminate')
          AND review.decided_on = NEW.decided_on
    ) THEN
        PERFORM oversight_refuse(
            'The proof is a review of this contract, decided to suspend or terminate it.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_proof_of_review BEFORE INSERT OR UPDATE ON contracts_endingproof
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_proof();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_of_review;
"""

BACKWARD = """
DROP TRIGGER oversight_proof_of_review ON contracts_endingproof;
DROP FUNCTION oversight_guard_proof();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0004_guard_reviews"), ("contracts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
