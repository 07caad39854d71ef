"""
The end of a signed contract moves by an addendum only; earlier it never moved (0002).

Looked at when the transaction ends, for the addendum is written beside it.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION contracts_keep_term() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contractaddendum addendum
        WHERE addendum.contract_id = NEW.id
          AND addendum.before ->> 'ends_on' = OLD.ends_on::text
          AND addendum.after ->> 'ends_on' = NEW.ends_on::text
    ) THEN
        PERFORM contracts_refuse('The last day of a signed contract moves by an addendum.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_contract_term
    AFTER UPDATE OF ends_on ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state NOT IN ('draft', 'pending_signature')
          AND NEW.ends_on <> OLD.ends_on)
    EXECUTE FUNCTION contracts_keep_term();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_term;
"""

BACKWARD = """
DROP TRIGGER contracts_contract_term ON contracts_contract;
DROP FUNCTION contracts_keep_term();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0014_recorder_does_not_act")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
