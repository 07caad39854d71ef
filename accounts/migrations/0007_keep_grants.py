"""A grant is the ground of every decision of its holder: it may end earlier, and change no more."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION accounts_keep_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := '{ends_on,updated_at}';
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns) THEN
        RAISE EXCEPTION 'A grant is kept as it was given; another one says what holds now.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.ends_on IS DISTINCT FROM OLD.ends_on
       AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on) THEN
        RAISE EXCEPTION 'A grant may end earlier, not later.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_rolegrant_kept BEFORE UPDATE OR DELETE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER accounts_rolegrant_kept;
"""

BACKWARD = """
DROP TRIGGER accounts_rolegrant_kept ON accounts_rolegrant;
DROP FUNCTION accounts_keep_grant();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_same_person")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
