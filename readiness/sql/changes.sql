-- `/changes` follows courses, certificates, rating periods and scores, with the names they show.

SELECT audit_follow('readiness_course', 'courses', '{all}');
SELECT audit_follow('readiness_certificate', 'certificates', '{}');
SELECT audit_follow('readiness_ratingperiod', 'rating-periods', '{all}');
SELECT audit_follow('readiness_ratingscore', 'rating-scores', '{}');
SELECT audit_follow_parts(
    'readiness_course', '{code,title}', 'certificates', 'readiness_certificate', 'course_id'
);
SELECT audit_follow_parts(
    'offices_officestaff', '{full_name}', 'certificates', 'readiness_certificate', 'staff_id'
);
SELECT audit_follow_parts(
    'offices_office', '{code}', 'certificates', 'readiness_certificate', 'office_id'
);
SELECT audit_follow_parts(
    'offices_office', '{code}', 'rating-scores', 'readiness_ratingscore', 'office_id'
);

-- Certificates and scores are seen through their office: by its membership and its county.
CREATE OR REPLACE FUNCTION readiness_touch_office() RETURNS trigger
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

CREATE OR REPLACE TRIGGER zz_scope_readiness AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member OR OLD.county_id <> NEW.county_id)
    EXECUTE FUNCTION readiness_touch_office();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_readiness;
