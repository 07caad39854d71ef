-- A letter is written once; afterwards only its opening by the office is recorded.

CREATE OR REPLACE FUNCTION notices_guard_letter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A numbered letter is not deleted.' USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(OLD) - ARRAY['opened_at', 'updated_at']
       IS DISTINCT FROM to_jsonb(NEW) - ARRAY['opened_at', 'updated_at']
       OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at) THEN
        RAISE EXCEPTION 'The words of a letter are frozen when it is numbered.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notices_letter_frozen BEFORE UPDATE OR DELETE ON notices_letter
    FOR EACH ROW EXECUTE FUNCTION notices_guard_letter();
ALTER TABLE notices_letter ENABLE ALWAYS TRIGGER notices_letter_frozen;
