-- How a table is followed by `/changes` (docs/adr/0018-changes.md).
--
-- `audit_follow` and `audit_follow_parts` are called by the `changes.sql` of each app. Both can
-- be called any number of times for one table.

CREATE OR REPLACE FUNCTION audit_set_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.turn := public.audit_turn();
    RETURN NEW;
END $$;

-- Arguments: the resource, and who saw the row that is deleted.
CREATE OR REPLACE FUNCTION audit_note_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record, is_deleted, lost_by)
    VALUES (TG_ARGV[0], OLD.public_id, true, TG_ARGV[1]::text[]);
    RETURN NULL;
END $$;

-- Arguments: the resource of the parts, their table, and their column that leads to this row.
CREATE OR REPLACE FUNCTION audit_touch_parts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('INSERT INTO public.audit_touch (resource, record)'
        ' SELECT %L, public_id FROM %s WHERE %I = $1', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2])
        USING NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_follow(followed regclass, resource text, deleted_for text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS turn bigint NOT NULL'
        ' DEFAULT public.audit_turn()', followed);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %s (turn, id)', followed || '_turn', followed);
    -- Triggers fire by name: this one after every guard, so that none sees the number change.
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_turn BEFORE UPDATE ON %s FOR EACH ROW'
        ' EXECUTE FUNCTION public.audit_set_turn()', followed);
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_deleted AFTER DELETE ON %s FOR EACH ROW'
        ' EXECUTE FUNCTION public.audit_note_deleted(%L, %L)', followed, resource, deleted_for);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_turn', followed);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_deleted', followed);
END $$;
COMMENT ON FUNCTION audit_follow(regclass, text, text[]) IS
    'Let `/changes` follow the rows of a table under the name of a resource.';
REVOKE EXECUTE ON FUNCTION audit_follow(regclass, text, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION audit_unfollow(followed regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TRIGGER zz_deleted ON %s', followed);
    EXECUTE format('DROP TRIGGER zz_turn ON %s', followed);
    EXECUTE format('ALTER TABLE %s DROP COLUMN turn', followed);
END $$;
REVOKE EXECUTE ON FUNCTION audit_unfollow(regclass) FROM PUBLIC;

CREATE OR REPLACE FUNCTION audit_follow_parts(
    shown regclass, columns text[], resource text, parts regclass, link text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER UPDATE ON %s FOR EACH ROW WHEN (%s)'
        ' EXECUTE FUNCTION public.audit_touch_parts(%L, %L, %L)',
        'zz_shown_' || resource || '_' || link, shown,
        (SELECT string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', name), ' OR ')
            FROM unnest(columns) AS name),
        resource, parts, link);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', shown,
        'zz_shown_' || resource || '_' || link);
END $$;
COMMENT ON FUNCTION audit_follow_parts(regclass, text[], text, regclass, text) IS
    'The rows of `parts` show these columns of `shown`, and change with them.';
REVOKE EXECUTE ON FUNCTION audit_follow_parts(regclass, text[], text, regclass, text) FROM PUBLIC;
