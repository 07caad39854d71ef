"""What an office was is not rewritten: a state that has ended stays, and none is deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION offices_keep_interval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ends_on IS NOT NULL OR NEW.office_id <> OLD.office_id
       OR NEW.starts_on <> OLD.starts_on THEN
        RAISE EXCEPTION 'The past states of an office stay as they were.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offices_officestateinterval_kept
    BEFORE UPDATE OR DELETE ON offices_officestateinterval
    FOR EACH ROW EXECUTE FUNCTION offices_keep_interval();
ALTER TABLE offices_officestateinterval ENABLE ALWAYS TRIGGER offices_officestateinterval_kept;
"""

BACK = """
DROP TRIGGER offices_officestateinterval_kept ON offices_officestateinterval;
DROP FUNCTION offices_keep_interval();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0004_search_key_card")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
