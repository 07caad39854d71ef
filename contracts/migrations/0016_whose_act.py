"""
A contract is suspended and ended by its own agency's manager of that day (design: DECISIONS 6, 9).

Who acted is written with the act: the columns of the contract say on which day that was.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_is_manager(agency bigint, account bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT accounts_holds(account, 'agency_manager', public_id, day)
    FROM agencies_agency WHERE id = agency
$$;

CREATE FUNCTION contracts_guard_actor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := CASE NEW.state WHEN 'suspended' THEN NEW.suspended_on
        WHEN 'termination_notice' THEN NEW.notice_issued_on ELSE NEW.terminated_on END;
BEGIN
    IF contracts_is_manager(NEW.agency_id, NEW.acted_by, day) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.acted_by, TG_RELID) THEN
        PERFORM contracts_refuse('A contract is suspended and ended by its own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

-- A withdrawn notice returns to the suspension that was there before. The name lets it run after
-- the guards of proof and window, which say more.
CREATE TRIGGER contracts_contract_whose BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION contracts_guard_actor();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_whose;

CREATE FUNCTION contracts_keep_actor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('Who acted is written with the act, and stays.');
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_contract_who_acted BEFORE UPDATE OF acted_by ON contracts_contract
    FOR EACH ROW WHEN (NEW.acted_by IS DISTINCT FROM OLD.acted_by
        AND (NEW.state, NEW.ending_proof_id, NEW.suspension_proof_id)
        IS NOT DISTINCT FROM (OLD.state, OLD.ending_proof_id, OLD.suspension_proof_id))
    EXECUTE FUNCTION contracts_keep_actor();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_who_acted;

CREATE FUNCTION contracts_guard_prover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contract contract WHERE contract.id = NEW.contract_id
          AND contracts_is_manager(contract.agency_id, NEW.decided_by, NEW.decided_on)
    ) AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM contracts_refuse('This proof is written by the contract''s own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_endingproof_whose BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind IN ('urgent', 'final_decision'))
    EXECUTE FUNCTION contracts_guard_prover();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_whose;
"""

BACKWARD = """
DROP TRIGGER contracts_endingproof_whose ON contracts_endingproof;
DROP FUNCTION contracts_guard_prover();
DROP TRIGGER contracts_contract_who_acted ON contracts_contract;
DROP FUNCTION contracts_keep_actor();
DROP TRIGGER contracts_contract_whose ON contracts_contract;
DROP FUNCTION contracts_guard_actor();
DROP FUNCTION contracts_is_manager(bigint, bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0015_keep_terms"),
        ("accounts", "0008_holders_of_roles"),
        ("agencies", "0003_service_codes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
