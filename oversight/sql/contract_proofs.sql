-- What a decided review proves when a contract is suspended or ended.

-- A decided review proves an ending only if it is decided, and on that very contract.
CREATE OR REPLACE FUNCTION oversight_guard_proof() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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

CREATE OR REPLACE TRIGGER oversight_proof_of_review BEFORE INSERT OR UPDATE ON contracts_endingproof
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_proof();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_of_review;

CREATE OR REPLACE FUNCTION oversight_guard_prover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM oversight_terminationreview review
        WHERE review.public_id = NEW.source_id AND review.decided_by = NEW.decided_by
    ) THEN
        PERFORM oversight_refuse('The proof of a review names who decided it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_proof_of_review_whose BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'decided_review')
    EXECUTE FUNCTION oversight_guard_prover();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_of_review_whose;
