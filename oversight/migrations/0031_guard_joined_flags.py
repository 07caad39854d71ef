"""A review takes up no flag after its notice was served: the office was asked about the others."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION oversight_guard_joined() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE served date;
BEGIN
    -- Locked, so that the notice is not served meanwhile.
    SELECT review.served_on INTO served FROM oversight_terminationreview review
    WHERE review.id = NEW.terminationreview_id FOR SHARE;
    IF served IS NOT NULL THEN
        PERFORM oversight_refuse('A review takes up no flag after its notice was served.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_review_flags_asked BEFORE INSERT ON oversight_terminationreview_flags
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_joined();
ALTER TABLE oversight_terminationreview_flags
    ENABLE ALWAYS TRIGGER oversight_review_flags_asked;
"""

BACKWARD = """
DROP TRIGGER oversight_review_flags_asked ON oversight_terminationreview_flags;
DROP FUNCTION oversight_guard_joined();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0030_waiting_objections")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
