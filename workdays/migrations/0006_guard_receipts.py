"""A receipt is written once; a deadline's clock is moved only by one (design: SECURITY 6)."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION workdays_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The receipt of a moved deadline is kept as it was written.'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER workdays_deadlinemove_kept BEFORE UPDATE OR DELETE ON workdays_deadlinemove
    FOR EACH ROW EXECUTE FUNCTION workdays_refuse_change();
CREATE TRIGGER workdays_deadlinemove_whole BEFORE TRUNCATE ON workdays_deadlinemove
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_refuse_change();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER workdays_deadlinemove_kept;
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER workdays_deadlinemove_whole;

CREATE FUNCTION workdays_keep_interval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := '{until_on,resumed_on,starts_on,updated_at}';
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns)
       OR (OLD.resumed_on IS NOT NULL
           AND (NEW.resumed_on, NEW.until_on) IS DISTINCT FROM (OLD.resumed_on, OLD.until_on)) THEN
        RAISE EXCEPTION 'What moved a deadline is kept; only a suspension ends, once.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workdays_deadlineinterval_kept BEFORE UPDATE OR DELETE ON workdays_deadlineinterval
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_interval();
ALTER TABLE workdays_deadlineinterval ENABLE ALWAYS TRIGGER workdays_deadlineinterval_kept;

-- For the guards of higher floors: the newest receipt of this deadline says old and new day.
CREATE FUNCTION workdays_moved(wanted text, subject uuid, old_day date, new_day date)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT moved.old_on = old_day AND moved.new_on = new_day
        FROM workdays_deadlinemove moved
        JOIN workdays_keptdeadline kept ON kept.id = moved.deadline_id
        WHERE kept.clock = wanted AND kept.subject_id = subject
        ORDER BY moved.id DESC LIMIT 1
    ), false)
$$;
"""

BACK = """
DROP FUNCTION workdays_moved(text, uuid, date, date);
DROP TRIGGER workdays_deadlineinterval_kept ON workdays_deadlineinterval;
DROP FUNCTION workdays_keep_interval();
DROP TRIGGER workdays_deadlinemove_whole ON workdays_deadlinemove;
DROP TRIGGER workdays_deadlinemove_kept ON workdays_deadlinemove;
DROP FUNCTION workdays_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0005_job_runs")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
