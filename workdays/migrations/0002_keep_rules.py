"""A deadline's length ends and another begins; what was in force is not rewritten."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION workdays_keep_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL
       OR (NEW.key, NEW.value, NEW.unit, NEW.valid_from, NEW.provenance, NEW.citation)
          <> (OLD.key, OLD.value, OLD.unit, OLD.valid_from, OLD.provenance, OLD.citation) THEN
        RAISE EXCEPTION 'A length of a deadline only ends; it is not rewritten.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workdays_deadlinerule_kept BEFORE UPDATE OR DELETE ON workdays_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_rule();
ALTER TABLE workdays_deadlinerule ENABLE ALWAYS TRIGGER workdays_deadlinerule_kept;
"""

BACK = """
DROP TRIGGER workdays_deadlinerule_kept ON workdays_deadlinerule;
DROP FUNCTION workdays_keep_rule();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
