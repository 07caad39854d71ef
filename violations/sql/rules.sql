-- The catalogue of violations and the rules of cases are dated: a type in force or in use only
-- ends, and its matrix of sanctions stays. A change is a new row with its own days.

CREATE OR REPLACE FUNCTION violations_keep_dated() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_used boolean := OLD.valid_from <= pishkhan_today();
BEGIN
    IF TG_TABLE_NAME = 'violations_violationtype' THEN
        is_used := is_used
            OR EXISTS (SELECT 1 FROM violations_violationreport WHERE type_id = OLD.id)
            OR EXISTS (SELECT 1 FROM violations_case WHERE type_id = OLD.id);
    END IF;
    IF NOT is_used THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM violations_refuse('What has been in force is not deleted.');
    END IF;
    IF (to_jsonb(NEW) - ARRAY['valid_to', 'updated_at'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['valid_to', 'updated_at']) THEN
        PERFORM violations_refuse('What has been in force is not rewritten; it ends.');
    END IF;
    IF NEW.valid_to IS DISTINCT FROM OLD.valid_to
       AND (coalesce(OLD.valid_to < pishkhan_today(), false)
            OR coalesce(NEW.valid_to < pishkhan_today() - 1, false)) THEN
        PERFORM violations_refuse('Days that are over are not rewritten.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_violationtype_kept
    BEFORE UPDATE OR DELETE ON violations_violationtype
    FOR EACH ROW EXECUTE FUNCTION violations_keep_dated();
ALTER TABLE violations_violationtype ENABLE ALWAYS TRIGGER violations_violationtype_kept;

CREATE OR REPLACE TRIGGER violations_caserule_kept BEFORE UPDATE OR DELETE ON violations_caserule
    FOR EACH ROW EXECUTE FUNCTION violations_keep_dated();
ALTER TABLE violations_caserule ENABLE ALWAYS TRIGGER violations_caserule_kept;

CREATE OR REPLACE FUNCTION violations_keep_matrix() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM violations_violationtype type
        WHERE type.id = OLD.type_id AND (
            type.valid_from <= pishkhan_today()
            OR EXISTS (SELECT 1 FROM violations_case WHERE type_id = type.id)
        )
    ) THEN
        PERFORM violations_refuse('The matrix of a type in force is not rewritten.');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER violations_sanctionrule_kept
    BEFORE UPDATE OR DELETE ON violations_sanctionrule
    FOR EACH ROW EXECUTE FUNCTION violations_keep_matrix();
ALTER TABLE violations_sanctionrule ENABLE ALWAYS TRIGGER violations_sanctionrule_kept;
