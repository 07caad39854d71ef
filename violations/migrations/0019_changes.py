"""Types, reports and cases are followed by `/changes`; deadlines come into sight with their case."""

from django.db import migrations

FORWARD = r"""
SELECT audit_follow('violations_violationtype', 'violation-types', '{all}');
SELECT audit_follow('violations_violationreport', 'violation-reports', '{}');
SELECT audit_follow('violations_case', 'cases', '{}');
SELECT audit_follow_parts('offices_office', '{code,name}', 'violation-reports', 'violations_violationreport', 'office_id');
SELECT audit_follow_parts('offices_office', '{code,name}', 'cases', 'violations_case', 'office_id');
SELECT audit_follow_parts('agencies_agency', '{code}', 'violation-reports', 'violations_violationreport', 'agency_id');
SELECT audit_follow_parts('agencies_agency', '{code}', 'cases', 'violations_case', 'agency_id');
SELECT audit_follow_parts('violations_violationtype', '{code,title}', 'violation-reports', 'violations_violationreport', 'type_id');
SELECT audit_follow_parts('violations_violationtype', '{code,title}', 'cases', 'violations_case', 'type_id');

CREATE FUNCTION violations_touch_type() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record)
    SELECT 'violation-types', public_id FROM public.violations_violationtype
    WHERE id = coalesce(NEW.type_id, OLD.type_id);
    RETURN NULL;
END $$;
CREATE TRIGGER zz_shown AFTER INSERT OR UPDATE OR DELETE ON violations_sanctionrule
    FOR EACH ROW EXECUTE FUNCTION violations_touch_type();
ALTER TABLE violations_sanctionrule ENABLE ALWAYS TRIGGER zz_shown;

CREATE FUNCTION violations_touch_deadlines(of_case bigint, subject uuid, lost text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public.workdays_touch_deadlines(subject, lost);
    SELECT public.workdays_touch_deadlines(public_id, lost)
    FROM public.violations_correctiveaction WHERE case_id = of_case;
$$;

-- A notice is issued, served, and the decision told: each opens something to those outside.
CREATE FUNCTION violations_touch_sight() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := '{}';
BEGIN
    IF (OLD.is_issued AND NOT NEW.is_issued)
       OR (OLD.served_on IS NOT NULL AND NEW.served_on IS NULL)
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS NULL) THEN
        SELECT ARRAY['office:' || public_id]
            || CASE WHEN is_member AND OLD.served_on IS NOT NULL
                   THEN ARRAY['association'] ELSE '{}' END
        INTO lost FROM public.offices_office WHERE id = OLD.office_id;
        INSERT INTO public.audit_touch (resource, record, lost_by)
        VALUES ('cases', NEW.public_id, lost);
    END IF;
    PERFORM public.violations_touch_deadlines(NEW.id, NEW.public_id, lost);
    RETURN NULL;
END $$;
CREATE TRIGGER zz_scope AFTER UPDATE ON violations_case FOR EACH ROW
    WHEN (OLD.is_issued <> NEW.is_issued
          OR (OLD.served_on IS NULL) <> (NEW.served_on IS NULL)
          OR (OLD.appeal_due_on IS NULL) <> (NEW.appeal_due_on IS NULL))
    EXECUTE FUNCTION violations_touch_sight();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER zz_scope;

CREATE FUNCTION violations_touch_members() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := CASE WHEN OLD.is_member THEN ARRAY['association'] ELSE '{}' END;
BEGIN
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'cases', public_id, lost FROM public.violations_case
    WHERE office_id = NEW.id AND served_on IS NOT NULL;
    PERFORM public.violations_touch_deadlines(id, public_id, lost) FROM public.violations_case
    WHERE office_id = NEW.id AND served_on IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER zz_scope_cases AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member)
    EXECUTE FUNCTION violations_touch_members();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_cases;
"""

BACKWARD = """
DROP TRIGGER zz_scope_cases ON offices_office;
DROP FUNCTION violations_touch_members();
DROP TRIGGER zz_scope ON violations_case;
DROP FUNCTION violations_touch_sight();
DROP FUNCTION violations_touch_deadlines(bigint, uuid, text[]);
DROP TRIGGER zz_shown ON violations_sanctionrule;
DROP FUNCTION violations_touch_type();
DROP TRIGGER zz_shown_cases_type_id ON violations_violationtype;
DROP TRIGGER "zz_shown_violation-reports_type_id" ON violations_violationtype;
DROP TRIGGER zz_shown_cases_agency_id ON agencies_agency;
DROP TRIGGER "zz_shown_violation-reports_agency_id" ON agencies_agency;
DROP TRIGGER zz_shown_cases_office_id ON offices_office;
DROP TRIGGER "zz_shown_violation-reports_office_id" ON offices_office;
SELECT audit_unfollow('violations_case');
SELECT audit_unfollow('violations_violationreport');
SELECT audit_unfollow('violations_violationtype');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0018_hands_of_cases"),
        ("contracts", "0012_changes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
