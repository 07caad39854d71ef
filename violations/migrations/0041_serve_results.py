"""
Nothing is carried out while the result of the office's appeal was not served (SECURITY 6).

Finality is the appeal's decision, so that points stand from its day; what is laid on the office or
its contract waits for the service (docs/adr/0027-untold-results.md).
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_is_untold(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := EXISTS (
        SELECT FROM violations_appeal WHERE case_id = wanted AND decided_on IS NOT NULL
    ) AND NOT EXISTS (
        SELECT FROM violations_notice
        WHERE case_id = wanted AND kind = 'appeal_result' AND served_on IS NOT NULL
    );
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;
COMMENT ON FUNCTION violations_is_untold(bigint) IS
    'Whether an objection in the case was decided and its result was not served on the office.';

CREATE FUNCTION violations_guard_execution_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_is_untold(NEW.id) THEN
        PERFORM violations_refuse('The result of the appeal is served before it is carried out.');
    END IF;
    RETURN NEW;
END $$;
-- Its name lets it run after the guard of the execution, which says more.
CREATE TRIGGER violations_case_executed_told BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.executed_on IS NOT NULL AND OLD.executed_on IS NULL)
    EXECUTE FUNCTION violations_guard_execution_told();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_executed_told;

CREATE FUNCTION violations_guard_proof_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_is_untold((SELECT id FROM violations_case WHERE public_id = NEW.source_id)) THEN
        PERFORM violations_refuse('The result of the appeal is served before it proves anything.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_proof_told BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'final_decision')
    EXECUTE FUNCTION violations_guard_proof_told();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER violations_proof_told;

CREATE FUNCTION violations_guard_contract_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE proof contracts_endingproof;
BEGIN
    SELECT * INTO proof FROM contracts_endingproof WHERE id = CASE NEW.state
        WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END;
    IF proof.kind = 'final_decision' AND violations_is_untold(
        (SELECT id FROM violations_case WHERE public_id = proof.source_id)
    ) THEN
        PERFORM violations_refuse('The result of the appeal is served before it is carried out.');
    END IF;
    RETURN NEW;
END $$;
-- A withdrawn notice returns to the suspension that was there before.
CREATE TRIGGER violations_contract_told BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION violations_guard_contract_told();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER violations_contract_told;
"""

BACKWARD = """
DROP TRIGGER violations_contract_told ON contracts_contract;
DROP FUNCTION violations_guard_contract_told();
DROP TRIGGER violations_proof_told ON contracts_endingproof;
DROP FUNCTION violations_guard_proof_told();
DROP TRIGGER violations_case_executed_told ON violations_case;
DROP FUNCTION violations_guard_execution_told();
DROP FUNCTION violations_is_untold(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0040_decide_with_quorum"), ("contracts", "0016_whose_act")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
