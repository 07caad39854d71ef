-- The lengths of deadlines are dated rows: one ends, the next begins, none is rewritten.

CREATE OR REPLACE FUNCTION workdays_keep_rule() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL
       OR (NEW.key, NEW.value, NEW.unit, NEW.valid_from, NEW.provenance, NEW.citation)
          <> (OLD.key, OLD.value, OLD.unit, OLD.valid_from, OLD.provenance, OLD.citation) THEN
        RAISE EXCEPTION 'A length of a deadline only ends; it is not rewritten.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER workdays_deadlinerule_kept
    BEFORE UPDATE OR DELETE ON workdays_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION workdays_keep_rule();
ALTER TABLE workdays_deadlinerule ENABLE ALWAYS TRIGGER workdays_deadlinerule_kept;
