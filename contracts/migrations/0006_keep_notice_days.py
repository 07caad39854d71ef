"""The notice that a signed contract gives is a day at least, and is never made shorter."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_guard_notice_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('draft', 'pending_signature') AND NEW.notice_days <> OLD.notice_days THEN
        IF NEW.notice_days < OLD.notice_days THEN
            PERFORM contracts_refuse('The notice of a signed contract is not made shorter.');
        END IF;
        IF OLD.state <> 'active' OR NEW.state <> 'active' THEN
            PERFORM contracts_refuse('The notice is made longer in an active contract only.');
        END IF;
    END IF;
    IF NEW.state <> OLD.state AND NEW.state IN ('active', 'termination_notice')
       AND NEW.notice_days < 1 THEN
        PERFORM contracts_refuse('A contract gives a notice of one day at least.');
    END IF;
    RETURN NEW;
END $$;

-- Its name lets it run after the guards of moves and proofs, which say more.
CREATE TRIGGER contracts_contract_warned BEFORE UPDATE ON contracts_contract
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_notice_days();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_warned;
"""

BACKWARD = """
DROP TRIGGER contracts_contract_warned ON contracts_contract;
DROP FUNCTION contracts_guard_notice_days();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_guard_activation")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
