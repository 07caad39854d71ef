"""Who drafted a contract does not sign it, under whatever account (design: SECURITY 3)."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_guard_signatory() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.drafted_by <> NEW.signed_by
       AND accounts_same_person(NEW.drafted_by, NEW.signed_by) THEN
        PERFORM contracts_refuse('A contract is drafted and signed by two persons.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contracts_contract_signatory
    BEFORE INSERT OR UPDATE OF drafted_by, signed_by ON contracts_contract
    FOR EACH ROW WHEN (NEW.drafted_by IS NOT NULL AND NEW.signed_by IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_signatory();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_signatory;
"""

BACKWARD = """
DROP TRIGGER contracts_contract_signatory ON contracts_contract;
DROP FUNCTION contracts_guard_signatory();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0008_days_not_ahead"),
        ("accounts", "0006_same_person"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
