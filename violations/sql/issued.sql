-- A case whose notice was issued stays so: whether two persons close it hangs on that.

CREATE OR REPLACE FUNCTION violations_guard_issued() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NOT NEW.is_issued THEN
        PERFORM violations_refuse('A notice that was issued is not taken back.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM violations_notice WHERE case_id = NEW.id AND kind = 'charge'
    ) THEN
        PERFORM violations_refuse('The notice of a case is issued with its letter.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_issued BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.is_issued <> OLD.is_issued)
    EXECUTE FUNCTION violations_guard_issued();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_issued;

CREATE OR REPLACE TRIGGER violations_case_new_issued BEFORE INSERT ON violations_case
    FOR EACH ROW WHEN (NEW.is_issued) EXECUTE FUNCTION violations_guard_issued();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_new_issued;
