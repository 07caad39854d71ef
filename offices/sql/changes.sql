-- `/changes` follows offices, licences, staff and imports, with the names that they show.

SELECT audit_follow('offices_office', 'offices', '{all}');
SELECT audit_follow('offices_licence', 'licences', '{all}');
SELECT audit_follow('offices_officestaff', 'staff', '{}');
SELECT audit_follow_parts('offices_office', '{code}', 'licences', 'offices_licence', 'office_id');
SELECT audit_follow_parts('offices_office', '{code}', 'staff', 'offices_officestaff', 'office_id');
SELECT audit_follow_parts(
    'offices_licenceholder', '{name}', 'offices', 'offices_office', 'holder_id'
);
SELECT audit_follow_parts('territory_division', '{name}', 'offices', 'offices_office', 'county_id');
SELECT audit_follow_parts('territory_division', '{name}', 'offices', 'offices_office', 'place_id');

SELECT audit_follow('offices_registerimport', 'imports', '{}');

-- Who saw the records of an office by its membership or county and no longer does.
CREATE OR REPLACE FUNCTION offices_left_by(before offices_office, after offices_office)
RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN before.is_member AND NOT after.is_member
               THEN ARRAY['association'] ELSE '{}' END
        || CASE WHEN before.county_id <> after.county_id
               THEN ARRAY['county:' || (
                   SELECT public_id FROM public.territory_division WHERE id = before.county_id)]
               ELSE '{}' END;
$$;

CREATE OR REPLACE FUNCTION offices_touch_staff() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'staff', public_id, public.offices_left_by(OLD, NEW)
    FROM public.offices_officestaff WHERE office_id = NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope_staff AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member OR OLD.county_id <> NEW.county_id)
    EXECUTE FUNCTION offices_touch_staff();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_staff;
