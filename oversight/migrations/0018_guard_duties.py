"""A duty goes up its ladder, ends once, and is never taken away; no day of it lies ahead."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_guard_duty() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    dated text[] := '{due_on,calendar_version,updated_at}';
    legal text[] := CASE OLD.state
        WHEN 'running' THEN '{reminded,acted,refused,void}'::text[]
        WHEN 'reminded' THEN '{head,acted,refused,void}'
        WHEN 'head' THEN '{deputy,acted,refused,void}'
        WHEN 'deputy' THEN '{agenda,acted,refused,void}'
        WHEN 'agenda' THEN '{acted,refused,void}'
        ELSE '{}' END;
BEGIN
    IF (NEW.public_id, NEW.kind, NEW.agency_id, NEW.office_id, NEW.case_id, NEW.flag_id,
        NEW.starts_on)
       IS DISTINCT FROM (OLD.public_id, OLD.kind, OLD.agency_id, OLD.office_id, OLD.case_id,
        OLD.flag_id, OLD.starts_on) THEN
        PERFORM public.oversight_refuse('What a duty is about stays.');
    END IF;
    IF OLD.ended_on IS NOT NULL
       AND (to_jsonb(OLD) - dated) IS DISTINCT FROM (to_jsonb(NEW) - dated) THEN
        PERFORM public.oversight_refuse('A duty that is over stays as it ended.');
    END IF;
    IF NEW.state <> OLD.state AND NEW.state <> ALL(legal) THEN
        PERFORM public.oversight_refuse('A duty goes up one step at a time, or ends.');
    END IF;
    IF (OLD.reminded_on IS NOT NULL AND NEW.reminded_on IS DISTINCT FROM OLD.reminded_on)
       OR (OLD.head_on IS NOT NULL AND NEW.head_on IS DISTINCT FROM OLD.head_on)
       OR (OLD.deputy_on IS NOT NULL AND NEW.deputy_on IS DISTINCT FROM OLD.deputy_on)
       OR (OLD.agenda_on IS NOT NULL AND NEW.agenda_on IS DISTINCT FROM OLD.agenda_on) THEN
        PERFORM public.oversight_refuse('The days of the steps stay.');
    END IF;
    IF OLD.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on
       AND (OLD.ended_on IS NOT NULL OR (NEW.kind IN ('serve', 'execute')
       AND NOT public.workdays_moved('duty', OLD.public_id, OLD.due_on, NEW.due_on))) THEN
        PERFORM public.oversight_refuse('The period of a duty moves by a receipt.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_duty_flow BEFORE UPDATE ON oversight_duty
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_duty();
CREATE TRIGGER oversight_duty_kept BEFORE DELETE ON oversight_duty
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
CREATE TRIGGER oversight_duty_whole BEFORE TRUNCATE ON oversight_duty
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_flow;
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_kept;
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_whole;
SELECT pishkhan_guard_days('oversight_duty', 'reminded_on', 'head_on', 'deputy_on', 'agenda_on',
    'ended_on');
"""

BACKWARD = """
DROP TRIGGER oversight_duty_not_ahead ON oversight_duty;
DROP TRIGGER oversight_duty_whole ON oversight_duty;
DROP TRIGGER oversight_duty_kept ON oversight_duty;
DROP TRIGGER oversight_duty_flow ON oversight_duty;
DROP FUNCTION oversight_guard_duty();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0017_place_duties"), ("core", "0002_days_not_ahead")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
