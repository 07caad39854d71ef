"""
A licence is what it was issued as: its number, office, holder and dates are not rewritten.

What it came to is written with the move of its state, once.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION offices_keep_licence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text := '';
BEGIN
    IF TG_OP = 'DELETE' THEN
        told := 'A licence is history; it is not deleted.';
    ELSIF (NEW.public_id, NEW.number, NEW.office_id, NEW.holder_id, NEW.issued_on,
           NEW.expires_on, NEW.previous_id)
          IS DISTINCT FROM (OLD.public_id, OLD.number, OLD.office_id, OLD.holder_id,
           OLD.issued_on, OLD.expires_on, OLD.previous_id) THEN
        told := 'A licence keeps its number, holder and dates; what follows is another one.';
    ELSIF OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on THEN
        told := 'The last day of an ended licence stays.';
    ELSIF NEW.state = OLD.state
          AND (NEW.ended_on, NEW.state_since, NEW.suspended_until, NEW.document_no,
               NEW.document_on)
          IS DISTINCT FROM (OLD.ended_on, OLD.state_since, OLD.suspended_until,
               OLD.document_no, OLD.document_on) THEN
        told := 'What a licence came to is written with its state.';
    END IF;
    IF told <> '' THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Its name lets it run after the guard of the moves, which says more.
CREATE TRIGGER offices_licence_kept BEFORE UPDATE OR DELETE ON offices_licence
    FOR EACH ROW EXECUTE FUNCTION offices_keep_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_kept;
"""

BACKWARD = """
DROP TRIGGER offices_licence_kept ON offices_licence;
DROP FUNCTION offices_keep_licence();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0007_days_not_ahead")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
