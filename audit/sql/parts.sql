-- Parts of a record that have no event of their own: what is added or removed leaves an event about
-- the record, or about another one that brings it, in the same transaction.
--
-- `audit_watch_part` is called by the `parts.sql` of an app: the table, the operations, and pairs
-- of the type of a record and the path to it (as `audit_watch`); one of them needs the event.

CREATE OR REPLACE FUNCTION audit_guard_part() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    place integer := 0;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    WHILE place < TG_NARGS LOOP
        IF audit_has_event(TG_ARGV[place],
                accounts_scope_of(written, TG_ARGV[place + 1])::text) THEN
            RETURN NULL;
        END IF;
        place := place + 2;
    END LOOP;
    RAISE EXCEPTION 'A row of % is written with an event that says so.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION audit_watch_part(
    guarded regclass, operations text[], VARIADIC records text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    operation text;
BEGIN
    FOREACH operation IN ARRAY operations LOOP
        PERFORM audit_defer(guarded, 'watch_' || lower(operation), operation, 'true',
            'audit_guard_part', VARIADIC records);
    END LOOP;
END $$;
COMMENT ON FUNCTION audit_watch_part(regclass, text[], text[]) IS
    'Let each part of a record that is added or removed leave an event about that record.';
REVOKE EXECUTE ON FUNCTION audit_watch_part(regclass, text[], text[]) FROM PUBLIC;

-- The last event of a transaction that names a state of a record names the one that it is in: the
-- nightly comparison (`compare_states`) is not misled by an event without its move.
CREATE OR REPLACE FUNCTION audit_guard_named_state() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known regclass := to_regclass('public.' || replace(NEW.target_type, '.', '_'));
    present text;
BEGIN
    IF (SELECT count(*) <> 2 FROM pg_attribute
        WHERE attrelid = known AND attname IN ('state', 'public_id') AND NOT attisdropped
    ) OR EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = NEW.target_type AND target_id = NEW.target_id AND id > NEW.id
          AND turn = audit_turn() AND changes ? 'state'
    ) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT state FROM %s WHERE public_id = $1', known)
        INTO present USING NEW.target_id::uuid;
    IF present <> NEW.changes -> 'state' ->> 1 THEN
        RAISE EXCEPTION 'An event names the state that its record is in: %.', NEW.verb
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS audit_auditevent_state ON audit_auditevent;
CREATE CONSTRAINT TRIGGER audit_auditevent_state AFTER INSERT ON audit_auditevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.changes ? 'state' AND NOT accounts_is_loader('public.audit_auditevent'::regclass))
    EXECUTE FUNCTION audit_guard_named_state();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_state;
