"""
A contract comes into force only at an active office with a licence (design: DOMAIN C4-3).

The licence is valid on the day of signature and on the first day of the term; a term that began
earlier may have begun under a licence that has been renewed since.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_guard_activation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.signed_on IS NULL OR NEW.signed_on > NEW.ends_on THEN
        PERFORM contracts_refuse('A contract is signed before its term is over.');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM contracts_contractservice WHERE contract_id = NEW.id) THEN
        PERFORM contracts_refuse('A contract names at least one service.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM offices_office WHERE id = NEW.office_id AND state = 'active'
    ) THEN
        PERFORM contracts_refuse('The office is not active.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM offices_licence
        WHERE office_id = NEW.office_id AND state IN ('valid', 'renewal_requested')
          AND NEW.signed_on BETWEEN issued_on AND expires_on
    ) OR NOT EXISTS (
        SELECT 1 FROM offices_licence
        WHERE office_id = NEW.office_id AND state IN ('valid', 'renewal_requested', 'renewed')
          AND NEW.starts_on BETWEEN issued_on AND expires_on
    ) THEN
        PERFORM contracts_refuse('The office has no licence valid at signature and at the start.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contracts_contract_activation BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.state = 'pending_signature' AND NEW.state = 'active')
    EXECUTE FUNCTION contracts_guard_activation();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_activation;
"""

BACKWARD = """
DROP TRIGGER contracts_contract_activation ON contracts_contract;
DROP FUNCTION contracts_guard_activation();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_copy_to_services"), ("offices", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
