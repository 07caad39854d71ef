"""A review is decided by the contract's own agency's manager of that day (design: DECISIONS 6)."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_is_turn(review oversight_terminationreview, account bigint, day date)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT accounts_holds(account, 'agency_manager', agency.public_id, day)
    FROM contracts_contract contract
    JOIN agencies_agency agency ON agency.id = contract.agency_id
    WHERE contract.id = review.contract_id
$$;

CREATE FUNCTION oversight_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF oversight_is_turn(NEW, NEW.decided_by, NEW.decided_on) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM oversight_refuse('A review is decided by the contract''s own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

-- Its name lets it run after the guard of the flow, which says more.
CREATE TRIGGER oversight_review_turn BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (NEW.state = 'decided' AND OLD.state <> 'decided')
    EXECUTE FUNCTION oversight_guard_turn();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_turn;

CREATE FUNCTION oversight_guard_prover() RETURNS trigger
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
CREATE TRIGGER oversight_proof_of_review_whose BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'decided_review')
    EXECUTE FUNCTION oversight_guard_prover();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_of_review_whose;
"""

BACKWARD = """
DROP TRIGGER oversight_proof_of_review_whose ON contracts_endingproof;
DROP FUNCTION oversight_guard_prover();
DROP TRIGGER oversight_review_turn ON oversight_terminationreview;
DROP FUNCTION oversight_guard_turn();
DROP FUNCTION oversight_is_turn(oversight_terminationreview, bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0021_follow_duties"),
        ("accounts", "0008_holders_of_roles"),
        ("agencies", "0003_service_codes"),
        ("contracts", "0016_whose_act"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
