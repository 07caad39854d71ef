"""Training and rating are followed by `/changes`, with what they show of offices, people, courses."""

from django.db import migrations

FORWARD = r"""
SELECT audit_follow('readiness_course', 'courses', '{all}');
SELECT audit_follow('readiness_certificate', 'certificates', '{}');
SELECT audit_follow('readiness_ratingperiod', 'rating-periods', '{all}');
SELECT audit_follow('readiness_ratingscore', 'rating-scores', '{}');
SELECT audit_follow_parts('readiness_course', '{code,title}', 'certificates', 'readiness_certificate', 'course_id');
SELECT audit_follow_parts('offices_officestaff', '{full_name}', 'certificates', 'readiness_certificate', 'staff_id');
SELECT audit_follow_parts('offices_office', '{code}', 'certificates', 'readiness_certificate', 'office_id');
SELECT audit_follow_parts('offices_office', '{code}', 'rating-scores', 'readiness_ratingscore', 'office_id');

-- They are seen through their office: by its membership and by its county.
CREATE FUNCTION readiness_touch_office() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'certificates', public_id, public.offices_left_by(OLD, NEW)
    FROM public.readiness_certificate WHERE office_id = NEW.id
    UNION ALL
    SELECT 'rating-scores', public_id, public.offices_left_by(OLD, NEW)
    FROM public.readiness_ratingscore WHERE office_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER zz_scope_readiness AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member OR OLD.county_id <> NEW.county_id)
    EXECUTE FUNCTION readiness_touch_office();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_readiness;

-- What was said once stays: a certificate is revoked, and a score given anew, by its action only.
CREATE FUNCTION readiness_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Training and rating are not deleted.' USING ERRCODE = 'check_violation';
END $$;
CREATE FUNCTION readiness_keep_certificate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.staff_id, OLD.office_id, OLD.course_id, OLD.number, OLD.issued_on, OLD.expires_on)
            IS DISTINCT FROM
            (NEW.staff_id, NEW.office_id, NEW.course_id, NEW.number, NEW.issued_on, NEW.expires_on)
            OR OLD.revoked_on IS NOT NULL THEN
        RAISE EXCEPTION 'A certificate is not changed; it is revoked once.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON readiness_certificate
    FOR EACH ROW EXECUTE FUNCTION readiness_keep_certificate();
ALTER TABLE readiness_certificate ENABLE ALWAYS TRIGGER keep;

-- Until the association's last day, and on its days only, whatever the program says.
CREATE FUNCTION readiness_keep_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.readiness_ratingperiod period
            WHERE period.id = NEW.period_id
            AND NEW.given_on BETWEEN period.opens_on AND period.association_due_on) THEN
        RAISE EXCEPTION 'Points are given on the days of their period only.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_days BEFORE INSERT OR UPDATE ON readiness_ratingscore
    FOR EACH ROW EXECUTE FUNCTION readiness_keep_days();
ALTER TABLE readiness_ratingscore ENABLE ALWAYS TRIGGER keep_days;
DO $$ DECLARE held text; BEGIN
    FOREACH held IN ARRAY ARRAY['course', 'certificate', 'ratingperiod', 'ratingscore'] LOOP
        EXECUTE format('CREATE TRIGGER kept BEFORE DELETE ON readiness_%s'
            ' FOR EACH ROW EXECUTE FUNCTION readiness_keep()', held);
        EXECUTE format('ALTER TABLE readiness_%s ENABLE ALWAYS TRIGGER kept', held);
    END LOOP;
END $$;
"""

BACKWARD = """
DROP TRIGGER kept ON readiness_ratingscore;
DROP TRIGGER kept ON readiness_ratingperiod;
DROP TRIGGER kept ON readiness_certificate;
DROP TRIGGER kept ON readiness_course;
DROP TRIGGER keep_days ON readiness_ratingscore;
DROP FUNCTION readiness_keep_days();
DROP TRIGGER keep ON readiness_certificate;
DROP FUNCTION readiness_keep_certificate();
DROP FUNCTION readiness_keep();
DROP TRIGGER zz_scope_readiness ON offices_office;
DROP FUNCTION readiness_touch_office();
DROP TRIGGER "zz_shown_rating-scores_office_id" ON offices_office;
DROP TRIGGER zz_shown_certificates_office_id ON offices_office;
DROP TRIGGER zz_shown_certificates_staff_id ON offices_officestaff;
DROP TRIGGER zz_shown_certificates_course_id ON readiness_course;
SELECT audit_unfollow('readiness_ratingscore');
SELECT audit_unfollow('readiness_ratingperiod');
SELECT audit_unfollow('readiness_certificate');
SELECT audit_unfollow('readiness_course');
"""


class Migration(migrations.Migration):
    dependencies = [("readiness", "0001_initial"), ("offices", "0009_changes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
