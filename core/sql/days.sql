-- A day on which something happened is never later than today in Tehran.
--
-- The server's clock decides; no session variable, time zone or search path changes it. Guards read
-- it by these two functions alone: tests that stop the clock replace them, as their owner.

CREATE OR REPLACE FUNCTION pishkhan_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN statement_timestamp();
COMMENT ON FUNCTION pishkhan_now() IS 'This moment, by the clock of the server.';

CREATE OR REPLACE FUNCTION pishkhan_today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (now() AT TIME ZONE 'Asia/Tehran')::date;
COMMENT ON FUNCTION pishkhan_today() IS 'Today in Tehran, by the clock of the server.';

-- Its arguments are columns; a row that does not touch a day is left alone.
CREATE OR REPLACE FUNCTION pishkhan_refuse_ahead() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
    after jsonb := to_jsonb(NEW);
    before jsonb := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
    END IF;
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF (after ->> name)::date > public.pishkhan_today()
           AND after -> name IS DISTINCT FROM before -> name THEN
            RAISE EXCEPTION '% of % lies ahead: nothing has happened on a day to come.',
                name, TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION pishkhan_guard_days(guarded regclass, VARIADIC columns text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    trigger_name text := guarded || '_not_ahead';
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I BEFORE INSERT OR UPDATE ON %s FOR EACH ROW WHEN (%s)'
        ' EXECUTE FUNCTION public.pishkhan_refuse_ahead(%s)',
        trigger_name, guarded,
        (SELECT string_agg(format('NEW.%I > public.pishkhan_today()', name), ' OR ')
            FROM unnest(columns) AS name),
        (SELECT string_agg(quote_literal(name), ', ') FROM unnest(columns) AS name));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded, trigger_name);
END $$;
COMMENT ON FUNCTION pishkhan_guard_days(regclass, text[]) IS
    'Let a table refuse days to come in these columns.';
REVOKE EXECUTE ON FUNCTION pishkhan_guard_days(regclass, text[]) FROM PUBLIC;
