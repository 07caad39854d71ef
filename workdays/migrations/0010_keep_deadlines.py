"""
The day of a running clock moves with a receipt only.

A clock that starts anew starts later, or by itself and no longer at the end of another one.

Looked at when the transaction ends, for the receipt is written beside the day.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION workdays_keep_deadline() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A deadline is kept as long as its record.'
            USING ERRCODE = 'check_violation';
    ELSIF NOT EXISTS (
        SELECT FROM workdays_deadlinemove receipt
        WHERE receipt.deadline_id = NEW.id
          AND receipt.old_on = OLD.due_on AND receipt.new_on = NEW.due_on
    ) THEN
        RAISE EXCEPTION 'A deadline moves with a receipt that says why.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER workdays_keptdeadline_moved
    AFTER UPDATE OF due_on, starts_on, after, clock, subject_id ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (
        (NEW.clock, NEW.subject_id) IS DISTINCT FROM (OLD.clock, OLD.subject_id)
        OR (NEW.due_on <> OLD.due_on OR NEW.starts_on <> OLD.starts_on)
           AND NOT (NEW.starts_on > OLD.starts_on OR OLD.after <> '' AND NEW.after = '')
    )
    EXECUTE FUNCTION workdays_keep_deadline();
CREATE TRIGGER workdays_keptdeadline_kept AFTER DELETE ON workdays_keptdeadline
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_deadline();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_moved;
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER workdays_keptdeadline_kept;
"""

BACKWARD = """
DROP TRIGGER workdays_keptdeadline_kept ON workdays_keptdeadline;
DROP TRIGGER workdays_keptdeadline_moved ON workdays_keptdeadline;
DROP FUNCTION workdays_keep_deadline();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0009_keep_days")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
