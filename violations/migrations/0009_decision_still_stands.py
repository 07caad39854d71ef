"""
A final decision carries an act only while it stands, and only as heavy as it was (DOMAIN D1).

The source of a proof is looked at again with each move of the contract: a judgment may have
annulled it since the proof was written.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_guard_carried() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kase violations_case;
    proof contracts_endingproof;
    heavy text[] := CASE NEW.state
        WHEN 'suspended'
        THEN ARRAY['suspension', 'termination_review', 'licence_cancellation_referral']
        ELSE ARRAY['termination_review', 'licence_cancellation_referral'] END;
BEGIN
    SELECT * INTO proof FROM contracts_endingproof WHERE id = CASE NEW.state
        WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END;
    IF proof.kind IS DISTINCT FROM 'final_decision' THEN
        RETURN NEW;
    END IF;
    -- Waits for a judgment that is being written.
    SELECT * INTO kase FROM violations_case WHERE public_id = proof.source_id FOR SHARE;
    IF NOT FOUND OR kase.state NOT IN ('final', 'closed') OR kase.outcome <> 'proven' THEN
        PERFORM violations_refuse('The decision of the proof does not stand any more.');
    END IF;
    IF kase.sanction <> ALL (heavy) THEN
        PERFORM violations_refuse(
            format('A decision with the sanction %s does not carry this.', kase.sanction));
    END IF;
    RETURN NEW;
END $$;

-- A withdrawn notice returns to the suspension that was there before.
CREATE TRIGGER violations_contract_carried BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION violations_guard_carried();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER violations_contract_carried;
"""

BACKWARD = """
DROP TRIGGER violations_contract_carried ON contracts_contract;
DROP FUNCTION violations_guard_carried();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0008_rule_indexes"),
        ("contracts", "0005_guard_activation"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
