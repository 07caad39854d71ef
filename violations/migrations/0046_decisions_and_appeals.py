"""Decisions and appeals are lists of their own: read by an index, and followed by `/changes`."""

from django.db import migrations, models

FORWARD = r"""
SELECT audit_follow('violations_decision', 'decisions', '{}');
SELECT audit_follow('violations_appeal', 'appeals', '{}');

-- What was decided and said in some cases comes into sight, or shows another code of its agency; an
-- office with cases keeps its own.
CREATE FUNCTION violations_touch_judged(cases bigint[], lost text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'decisions', public_id, lost FROM public.violations_decision
    WHERE case_id = ANY (cases)
    UNION ALL
    SELECT 'appeals', public_id, lost FROM public.violations_appeal
    WHERE case_id = ANY (cases);
$$;

-- The notices of the charge, the decision and the appeal's result each open something to the office.
CREATE FUNCTION violations_touch_sight_of_judged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := '{}';
BEGIN
    IF (OLD.served_on IS NOT NULL AND NEW.served_on IS NULL)
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS NULL)
       OR (OLD.result_served_on IS NOT NULL AND NEW.result_served_on IS NULL) THEN
        SELECT ARRAY['office:' || public_id] INTO lost
        FROM public.offices_office WHERE id = OLD.office_id;
    END IF;
    PERFORM public.violations_touch_judged(ARRAY[NEW.id], lost);
    RETURN NULL;
END $$;
CREATE TRIGGER zz_scope_judged AFTER UPDATE ON violations_case FOR EACH ROW
    WHEN ((OLD.served_on IS NULL) <> (NEW.served_on IS NULL)
          OR (OLD.appeal_due_on IS NULL) <> (NEW.appeal_due_on IS NULL)
          OR (OLD.result_served_on IS NULL) <> (NEW.result_served_on IS NULL))
    EXECUTE FUNCTION violations_touch_sight_of_judged();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER zz_scope_judged;

CREATE FUNCTION violations_touch_judged_of_agency() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.violations_touch_judged(
        ARRAY(SELECT id FROM public.violations_case WHERE agency_id = NEW.id), '{}');
    RETURN NULL;
END $$;
CREATE TRIGGER zz_shown_judged AFTER UPDATE ON agencies_agency FOR EACH ROW
    WHEN (OLD.code IS DISTINCT FROM NEW.code)
    EXECUTE FUNCTION violations_touch_judged_of_agency();
ALTER TABLE agencies_agency ENABLE ALWAYS TRIGGER zz_shown_judged;
"""

BACKWARD = """
DROP TRIGGER zz_shown_judged ON agencies_agency;
DROP FUNCTION violations_touch_judged_of_agency();
DROP TRIGGER zz_scope_judged ON violations_case;
DROP FUNCTION violations_touch_sight_of_judged();
DROP FUNCTION violations_touch_judged(bigint[], text[]);
SELECT audit_unfollow('violations_appeal');
SELECT audit_unfollow('violations_decision');
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0045_late_paper"), ("audit", "0005_changes")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["-decided_on", "-id"], name="violations_decision_day"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["-filed_on", "-id"], name="violations_appeal_day"),
        ),
    ]
