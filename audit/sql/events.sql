-- What changes of a record leaves an event in the same transaction, whoever writes the SQL.
--
-- Events are sealed with a key that the database does not know: who forges one is found by
-- `verify_audit`, and a state that its last event does not name by `compare_states`
-- (docs/adr/0055-wall-inside-the-database.md).
--
-- `audit_watch` is called by the `events.sql` of each app: the table, the type of the record that
-- the event is about, the path to it ('' for the row's own public id, else as `accounts_scope_of`),
-- and the columns whose change needs no event: bookkeeping, and what follows from another record.

-- The transaction of an event; events from before have none.
ALTER TABLE audit_auditevent ADD COLUMN IF NOT EXISTS turn bigint;
ALTER TABLE audit_auditevent ALTER COLUMN turn SET DEFAULT audit_turn();

CREATE OR REPLACE FUNCTION audit_last_state(of_type text, of_id text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT changes -> 'state' ->> 1 FROM audit_auditevent
    WHERE target_type = of_type AND target_id = of_id AND changes ? 'state'
    ORDER BY id DESC LIMIT 1
$$;
COMMENT ON FUNCTION audit_last_state(text, text) IS
    'The state that the last event of a record brought it to; NULL where none named a state.';

CREATE OR REPLACE FUNCTION audit_has_event(of_type text, of_id text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = of_type AND target_id = of_id AND turn = audit_turn()
          AND NOT audit_only_reads(verb)
    );
END $$;
COMMENT ON FUNCTION audit_has_event(text, text) IS
    'Whether this transaction has left an event of a change of a record.';

CREATE OR REPLACE FUNCTION audit_guard_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := TG_ARGV[2]::text[];
    after jsonb := to_jsonb(NEW);
    subject text;
    is_now boolean;
BEGIN
    IF accounts_is_loader(TG_RELID)
       OR (TG_OP = 'UPDATE' AND to_jsonb(OLD) - open_columns = after - open_columns) THEN
        RETURN NULL;
    END IF;
    subject := CASE TG_ARGV[1] WHEN '' THEN after ->> 'public_id'
        ELSE accounts_scope_of(after, TG_ARGV[1])::text END;
    IF NOT audit_has_event(TG_ARGV[0], subject) THEN
        RAISE EXCEPTION 'A row of % is written with an event that says so.', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_ARGV[1] <> '' OR NOT after ? 'state' OR 'state' = ANY(open_columns)
       OR (TG_OP = 'UPDATE'
            AND to_jsonb(OLD) -> 'state' = after -> 'state') THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT state IS NOT DISTINCT FROM $1 FROM %s WHERE public_id = $2',
        TG_RELID::regclass) INTO is_now USING after ->> 'state', subject::uuid;
    IF is_now AND audit_last_state(TG_ARGV[0], subject) IS DISTINCT FROM after ->> 'state'
       AND NOT (TG_OP = 'INSERT' AND audit_last_state(TG_ARGV[0], subject) IS NULL) THEN
        RAISE EXCEPTION 'The state of a row of % is the one of its last event.', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_watch(
    guarded regclass, of_type text, path text, open_columns text[],
    operations text[] DEFAULT '{INSERT,UPDATE}'
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    operation text;
BEGIN
    FOREACH operation IN ARRAY operations LOOP
        PERFORM audit_defer(guarded, 'watch_' || lower(operation), operation, 'true',
            'audit_guard_event', of_type, path,
            (open_columns || '{created_at,updated_at,turn,version}'::text[])::text);
    END LOOP;
END $$;
COMMENT ON FUNCTION audit_watch(regclass, text, text, text[], text[]) IS
    'Let each row that is written or changed leave an event about its record.';
REVOKE EXECUTE ON FUNCTION audit_watch(regclass, text, text, text[], text[]) FROM PUBLIC;

-- An event follows the one before it, and the head of its stream names it in the same statement: an
-- event that did not would stand where the next one belongs, and no act of that stream could end.
CREATE OR REPLACE FUNCTION audit_guard_chain() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT FROM written
        LEFT JOIN audit_auditevent earlier
            ON earlier.stream = written.stream AND earlier.sequence = written.sequence - 1
        WHERE written.hash !~ '^[0-9a-f]{64}$' OR written.sequence < 1
           OR coalesce(earlier.hash, '') <> written.previous
           OR (earlier.hash IS NULL AND written.sequence > 1)
    ) OR EXISTS (
        SELECT FROM written LEFT JOIN audit_auditstream head ON head.name = written.stream
        GROUP BY head.name, head.sequence
        HAVING head.sequence IS NULL OR head.sequence < max(written.sequence)
    ) THEN
        RAISE EXCEPTION 'An event follows the last one of its stream, whose head it becomes.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER audit_auditevent_chained AFTER INSERT ON audit_auditevent
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION audit_guard_chain();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_chained;

-- `/changes` reads touches as what happened: only triggers write them.
CREATE OR REPLACE FUNCTION audit_refuse_touch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A touch is written by the triggers of the record that changes.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER audit_touch_by_triggers BEFORE INSERT ON audit_touch
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse_touch();
ALTER TABLE audit_touch ENABLE ALWAYS TRIGGER audit_touch_by_triggers;
