-- `/changes` follows flags, reviews, policies and duties.

SELECT audit_follow('oversight_flag', 'flags', '{}');
SELECT audit_follow('oversight_terminationreview', 'termination-reviews', '{}');
SELECT audit_follow('oversight_policyversion', 'policies', '{}');
SELECT audit_follow_parts('offices_office', '{code}', 'flags', 'oversight_flag', 'office_id');
SELECT audit_follow_parts(
    'offices_office', '{code}', 'termination-reviews', 'oversight_terminationreview', 'office_id'
);
SELECT audit_follow_parts('agencies_agency', '{code}', 'flags', 'oversight_flag', 'agency_id');
SELECT audit_follow_parts(
    'agencies_agency', '{code}', 'termination-reviews', 'oversight_terminationreview', 'agency_id'
);

SELECT audit_follow('oversight_duty', 'duties', '{}');
SELECT audit_follow_parts('offices_office', '{code}', 'duties', 'oversight_duty', 'office_id');
SELECT audit_follow_parts('agencies_agency', '{code}', 'duties', 'oversight_duty', 'agency_id');

-- A flag never changes: its end, and a review that takes it up, are rows of their own.
CREATE OR REPLACE FUNCTION oversight_touch_flag() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record)
    SELECT 'flags', public_id FROM public.oversight_flag WHERE id = NEW.flag_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_shown AFTER INSERT ON oversight_flagend
    FOR EACH ROW EXECUTE FUNCTION oversight_touch_flag();
ALTER TABLE oversight_flagend ENABLE ALWAYS TRIGGER zz_shown;

CREATE OR REPLACE TRIGGER zz_scope AFTER INSERT ON oversight_terminationreview_flags
    FOR EACH ROW EXECUTE FUNCTION oversight_touch_flag();
ALTER TABLE oversight_terminationreview_flags ENABLE ALWAYS TRIGGER zz_scope;

CREATE OR REPLACE FUNCTION oversight_touch_sight() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := '{}';
BEGIN
    IF (OLD.issued_on IS NOT NULL AND NEW.issued_on IS NULL)
       OR (OLD.served_on IS NOT NULL AND NEW.served_on IS NULL) THEN
        SELECT ARRAY['office:' || public_id]
            || CASE WHEN is_member AND OLD.served_on IS NOT NULL
                   THEN ARRAY['association'] ELSE '{}' END
        INTO lost FROM public.offices_office WHERE id = OLD.office_id;
        INSERT INTO public.audit_touch (resource, record, lost_by)
        VALUES ('termination-reviews', NEW.public_id, lost);
    END IF;
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'flags', flag.public_id, lost
    FROM public.oversight_terminationreview_flags link
    JOIN public.oversight_flag flag ON flag.id = link.flag_id
    WHERE link.terminationreview_id = NEW.id;
    PERFORM public.workdays_touch_deadlines(NEW.public_id, lost);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope AFTER UPDATE ON oversight_terminationreview FOR EACH ROW
    WHEN ((OLD.issued_on IS NULL) <> (NEW.issued_on IS NULL)
          OR (OLD.served_on IS NULL) <> (NEW.served_on IS NULL))
    EXECUTE FUNCTION oversight_touch_sight();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER zz_scope;

CREATE OR REPLACE FUNCTION oversight_touch_members() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := public.offices_left_by(OLD, NEW);
BEGIN
    -- Flags of the office for its county; for the association those of a served review.
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'flags', public_id,
        CASE WHEN EXISTS (
            SELECT 1 FROM public.oversight_terminationreview_flags link
            JOIN public.oversight_terminationreview review ON review.id = link.terminationreview_id
            WHERE link.flag_id = flag.id AND review.served_on IS NOT NULL)
        THEN lost ELSE array_remove(lost, 'association') END
    FROM public.oversight_flag flag WHERE office_id = NEW.id;
    IF OLD.is_member <> NEW.is_member THEN
        INSERT INTO public.audit_touch (resource, record, lost_by)
        SELECT 'termination-reviews', public_id, lost FROM public.oversight_terminationreview
        WHERE office_id = NEW.id AND served_on IS NOT NULL;
        PERFORM public.workdays_touch_deadlines(public_id, lost)
        FROM public.oversight_terminationreview
        WHERE office_id = NEW.id AND served_on IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope_flags AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member OR OLD.county_id <> NEW.county_id)
    EXECUTE FUNCTION oversight_touch_members();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_flags;
