"""A sanction is carried out once: of a case that is final and proven, not before it was final."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_guard_execution() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.executed_on IS NOT NULL THEN
        PERFORM violations_refuse('When a sanction was carried out is not changed.');
    END IF;
    IF NEW.state NOT IN ('final', 'closed') OR NEW.outcome <> 'proven'
       OR NEW.final_on IS NULL OR NEW.executed_on < NEW.final_on THEN
        PERFORM violations_refuse('Only the sanction of a final, proven case is carried out.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_case_begun_executed BEFORE INSERT ON violations_case
    FOR EACH ROW WHEN (NEW.executed_on IS NOT NULL) EXECUTE FUNCTION violations_guard_execution();
CREATE TRIGGER violations_case_executed BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.executed_on IS DISTINCT FROM OLD.executed_on)
    EXECUTE FUNCTION violations_guard_execution();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_begun_executed;
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_executed;
"""
BACKWARD = """
DROP TRIGGER violations_case_executed ON violations_case;
DROP TRIGGER violations_case_begun_executed ON violations_case;
DROP FUNCTION violations_guard_execution();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0034_lists_by_index")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
