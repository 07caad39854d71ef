"""A case is not closed while the result of the office's appeal was not served (ADR 0027)."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_guard_closing_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_is_untold(NEW.id) THEN
        PERFORM violations_refuse('The result of the appeal is served before the case is closed.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_case_closed_told BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.state = 'closed' AND OLD.state <> 'closed')
    EXECUTE FUNCTION violations_guard_closing_told();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_closed_told;
"""

BACKWARD = """
DROP TRIGGER violations_case_closed_told ON violations_case;
DROP FUNCTION violations_guard_closing_told();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0041_serve_results")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
