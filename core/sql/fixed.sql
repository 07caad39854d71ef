-- Columns that stay as they were first written, whoever writes the SQL.
--
-- The comparison is the trigger's condition, so that a row whose fixed columns stay costs no call.

CREATE OR REPLACE FUNCTION pishkhan_refuse_fixed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
    after jsonb := to_jsonb(NEW);
    before jsonb := to_jsonb(OLD);
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF after -> name IS DISTINCT FROM before -> name THEN
            RAISE EXCEPTION '% of % stays as it was written.', name, TG_TABLE_NAME
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: these after every guard, whose message says more.
CREATE OR REPLACE FUNCTION pishkhan_fix(guarded regclass, VARIADIC columns text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER zy_fixed BEFORE UPDATE ON %s FOR EACH ROW WHEN (%s)'
        ' EXECUTE FUNCTION public.pishkhan_refuse_fixed(%s)',
        guarded,
        (SELECT string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', name), ' OR ')
            FROM unnest(columns) AS name),
        (SELECT string_agg(quote_literal(name), ', ') FROM unnest(columns) AS name));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zy_fixed', guarded);
END $$;
COMMENT ON FUNCTION pishkhan_fix(regclass, text[]) IS
    'Let these columns of a table stay as they were first written.';
REVOKE EXECUTE ON FUNCTION pishkhan_fix(regclass, text[]) FROM PUBLIC;

-- Columns that are empty at first, written once, and then stay.
CREATE OR REPLACE FUNCTION pishkhan_write_once(guarded regclass, VARIADIC columns text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER zy_once BEFORE UPDATE ON %s FOR EACH ROW WHEN (%s)'
        ' EXECUTE FUNCTION public.pishkhan_refuse_rewritten(%s)',
        guarded,
        (SELECT string_agg(format(
            'OLD.%1$I IS NOT NULL AND OLD.%1$I IS DISTINCT FROM NEW.%1$I', name), ' OR ')
            FROM unnest(columns) AS name),
        (SELECT string_agg(quote_literal(name), ', ') FROM unnest(columns) AS name));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zy_once', guarded);
END $$;
COMMENT ON FUNCTION pishkhan_write_once(regclass, text[]) IS
    'Let these columns of a table stay once they hold something.';
REVOKE EXECUTE ON FUNCTION pishkhan_write_once(regclass, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION pishkhan_refuse_rewritten() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
    after jsonb := to_jsonb(NEW);
    before jsonb := to_jsonb(OLD);
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF coalesce(before ->> name, '') <> ''
           AND after -> name IS DISTINCT FROM before -> name THEN
            RAISE EXCEPTION '% of % is written once.', name, TG_TABLE_NAME
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Rows that are only added, or added and changed, and never deleted.
CREATE OR REPLACE FUNCTION pishkhan_refuse_removal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is not deleted.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION pishkhan_keep_rows(guarded regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER zy_kept BEFORE DELETE ON %s'
        ' FOR EACH ROW EXECUTE FUNCTION public.pishkhan_refuse_removal()', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zy_kept', guarded);
END $$;
COMMENT ON FUNCTION pishkhan_keep_rows(regclass) IS 'Let no row of a table be deleted.';
REVOKE EXECUTE ON FUNCTION pishkhan_keep_rows(regclass) FROM PUBLIC;
