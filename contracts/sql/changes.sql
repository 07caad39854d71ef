-- `/changes` follows contracts; an office loses sight of a contract that returns to draft.

SELECT audit_follow('contracts_contract', 'contracts', '{}');
SELECT audit_follow_parts(
    'offices_office', '{code,name}', 'contracts', 'contracts_contract', 'office_id'
);
SELECT audit_follow_parts(
    'agencies_agency', '{code,short_name}', 'contracts', 'contracts_contract', 'agency_id'
);
SELECT audit_follow_parts(
    'territory_division', '{name}', 'contracts', 'contracts_contract', 'county_id'
);

CREATE OR REPLACE FUNCTION contracts_is_sent(state text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN state NOT IN ('draft', 'void');

CREATE OR REPLACE FUNCTION contracts_touch_sight() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := '{}';
BEGIN
    IF public.contracts_is_sent(OLD.state) THEN
        SELECT ARRAY['office:' || public_id]
            || CASE WHEN is_member THEN ARRAY['association'] ELSE '{}' END
        INTO lost FROM public.offices_office WHERE id = OLD.office_id;
        INSERT INTO public.audit_touch (resource, record, lost_by)
        VALUES ('contracts', NEW.public_id, lost);
    END IF;
    PERFORM public.workdays_touch_deadlines(NEW.public_id, lost);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope AFTER UPDATE OF state ON contracts_contract FOR EACH ROW
    WHEN (contracts_is_sent(OLD.state) <> contracts_is_sent(NEW.state))
    EXECUTE FUNCTION contracts_touch_sight();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER zz_scope;

CREATE OR REPLACE FUNCTION contracts_touch_members() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := CASE WHEN OLD.is_member THEN ARRAY['association'] ELSE '{}' END;
BEGIN
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'contracts', public_id, lost FROM public.contracts_contract
    WHERE office_id = NEW.id AND public.contracts_is_sent(state);
    PERFORM public.workdays_touch_deadlines(public_id, lost) FROM public.contracts_contract
    WHERE office_id = NEW.id AND public.contracts_is_sent(state);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope_contracts AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member)
    EXECUTE FUNCTION contracts_touch_members();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_contracts;
