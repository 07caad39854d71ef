-- Letters, texts of letters, deliveries and their attempts are never rewritten.

CREATE OR REPLACE FUNCTION notices_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'What was recorded here is neither changed nor deleted.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER notices_letterfile_kept BEFORE UPDATE OR DELETE ON notices_letterfile
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
ALTER TABLE notices_letterfile ENABLE ALWAYS TRIGGER notices_letterfile_kept;

CREATE OR REPLACE TRIGGER notices_lettertemplate_kept
    BEFORE UPDATE OR DELETE ON notices_lettertemplate
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
ALTER TABLE notices_lettertemplate ENABLE ALWAYS TRIGGER notices_lettertemplate_kept;

CREATE OR REPLACE TRIGGER notices_attempt_kept BEFORE UPDATE OR DELETE ON notices_attempt
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
ALTER TABLE notices_attempt ENABLE ALWAYS TRIGGER notices_attempt_kept;

CREATE OR REPLACE TRIGGER notices_dispatch_kept BEFORE UPDATE OR DELETE ON notices_dispatch
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER notices_dispatch_kept;
