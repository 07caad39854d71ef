-- Tables that the loader of an installation writes, and no page: rules, types and working weeks.

CREATE OR REPLACE FUNCTION accounts_refuse_unloaded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := TG_ARGV[0]::text[];
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND (TG_OP <> 'UPDATE'
        OR to_jsonb(OLD) - open_columns IS DISTINCT FROM to_jsonb(NEW) - open_columns) THEN
        RAISE EXCEPTION 'The rows of % are loaded by the owner of the database alone.',
            TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- `open_columns` may be changed by the role that serves people.
CREATE OR REPLACE FUNCTION accounts_load_only(guarded regclass, open_columns text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Triggers fire in the order of their names: this one after the guards of the table itself.
    EXECUTE format('CREATE OR REPLACE TRIGGER zw_loaded BEFORE INSERT OR UPDATE OR DELETE ON %s'
        ' FOR EACH ROW EXECUTE FUNCTION public.accounts_refuse_unloaded(%L)',
        guarded, open_columns || '{updated_at}'::text[]);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zw_loaded', guarded);
END $$;
COMMENT ON FUNCTION accounts_load_only(regclass, text[]) IS
    'Let only the owner of the database write a table, but for some columns.';
REVOKE EXECUTE ON FUNCTION accounts_load_only(regclass, text[]) FROM PUBLIC;

-- Columns that no act changes: the loader of an installation writes them.
CREATE OR REPLACE FUNCTION accounts_refuse_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        RAISE EXCEPTION 'What was loaded into % is changed by the owner of the database alone.',
            TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION accounts_load_columns(guarded regclass, VARIADIC columns text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER zw_loaded_columns BEFORE UPDATE ON %s'
        ' FOR EACH ROW WHEN (%s) EXECUTE FUNCTION public.accounts_refuse_changed()', guarded,
        (SELECT string_agg(format('NEW.%1$I IS DISTINCT FROM OLD.%1$I', name), ' OR ')
            FROM unnest(columns) AS name));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zw_loaded_columns', guarded);
END $$;
COMMENT ON FUNCTION accounts_load_columns(regclass, text[]) IS
    'Let only the owner of the database change some columns of a table.';
REVOKE EXECUTE ON FUNCTION accounts_load_columns(regclass, text[]) FROM PUBLIC;

-- The floor below: names and places are reference.
SELECT accounts_load_only('territory_division', '{}');
SELECT accounts_load_only('territory_divisionalias', '{}');
