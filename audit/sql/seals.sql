-- A file that is kept has its seal in the event of its keeping, so that another seal shows.
--
-- `audit_ask_seal` is called by the `seals.sql` of an app: the table, the condition, the type of
-- the record that the event is about, the path to it (as `audit_watch`), and the seal's column.

CREATE OR REPLACE FUNCTION audit_guard_seal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
    subject text;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    subject := CASE TG_ARGV[1] WHEN '' THEN written ->> 'public_id'
        ELSE accounts_scope_of(written, TG_ARGV[1])::text END;
    IF NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = TG_ARGV[0] AND target_id = subject AND turn = audit_turn()
          AND position('"' || (written ->> TG_ARGV[2]) || '"' IN changes::text) > 0
    ) THEN
        RAISE EXCEPTION 'A file of % is kept with an event that names its seal.', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Checked at the end of the transaction: the event is the last step of an act.
CREATE OR REPLACE FUNCTION audit_ask_seal(
    guarded regclass, condition text, of_type text, path text, seal text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS seal_named ON %s', guarded);
    EXECUTE format('CREATE CONSTRAINT TRIGGER seal_named AFTER INSERT ON %s DEFERRABLE'
        ' INITIALLY DEFERRED FOR EACH ROW WHEN (%s) EXECUTE FUNCTION'
        ' public.audit_guard_seal(%L, %L, %L)', guarded, condition, of_type, path, seal);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER seal_named', guarded);
END $$;
COMMENT ON FUNCTION audit_ask_seal(regclass, text, text, text, text) IS
    'Let the event of a file that is kept name its seal.';
REVOKE EXECUTE ON FUNCTION audit_ask_seal(regclass, text, text, text, text) FROM PUBLIC;
