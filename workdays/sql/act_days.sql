-- The day of an act is the day of its writing.
--
-- `workdays_ask_today` is called by the `act_days.sql` of each app: the table, the operations, the
-- daily jobs that do missed days later ('' for none), a condition on the row that is written
-- ('true' for all), and the columns. A day is today, or one that a job still has to do; a moment is
-- of this hour, since one act may have many rows. What came on paper has its own day, and its own
-- guards. The loader of samples and tests writes past days.

-- A job that is new begins with the newest day of the others (runs.sql).
CREATE OR REPLACE FUNCTION workdays_is_to_do(jobs text, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT day < pishkhan_today() AND EXISTS (
        SELECT FROM unnest(string_to_array(jobs, ' ')) AS wanted WHERE day > (
            SELECT coalesce(max(as_of) FILTER (WHERE job = wanted), max(as_of) - 1)
            FROM workdays_jobrun))
$$;
COMMENT ON FUNCTION workdays_is_to_do(text, date) IS
    'Whether a past day is one that one of these daily jobs has missed and does later.';

CREATE OR REPLACE FUNCTION workdays_is_now(moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN moment BETWEEN public.pishkhan_now() - interval '1 hour'
    AND public.pishkhan_now() + interval '5 minutes';
COMMENT ON FUNCTION workdays_is_now(timestamptz) IS
    'Whether a moment is of the transaction: the clocks of the servers differ by minutes.';

-- Arguments: the jobs, then the columns.
CREATE OR REPLACE FUNCTION workdays_refuse_other_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    after jsonb := to_jsonb(NEW);
    before jsonb := '{}';
    name text;
    written text;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
    END IF;
    FOREACH name IN ARRAY TG_ARGV[1:] LOOP
        written := after ->> name;
        IF written IS NULL OR written IS NOT DISTINCT FROM before ->> name THEN
            CONTINUE;
        END IF;
        IF (CASE WHEN length(written) > 10 THEN NOT workdays_is_now(written::timestamptz)
            ELSE written::date <> pishkhan_today()
                AND NOT workdays_is_to_do(TG_ARGV[0], written::date) END) THEN
            RAISE EXCEPTION '% of % is the day of its writing.', name, TG_TABLE_NAME
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: these after every guard, whose message says more. The
-- comparison is the trigger's condition, so that an act of today costs no call.
CREATE OR REPLACE FUNCTION workdays_ask_today(
    guarded regclass, operations text[], jobs text, condition text, VARIADIC columns text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    operation text;
    name text;
    differs text;
BEGIN
    FOREACH operation IN ARRAY operations LOOP
        name := 'zy_today_' || lower(operation) || '_' || columns[1];
        SELECT string_agg(
            CASE WHEN atttypid = 'date'::regtype
                THEN format('NEW.%I <> public.pishkhan_today()', attname)
                ELSE format('NOT public.workdays_is_now(NEW.%I)', attname) END
            || CASE operation WHEN 'UPDATE'
                THEN format(' AND NEW.%1$I IS DISTINCT FROM OLD.%1$I', attname) ELSE '' END,
            ' OR ' ORDER BY attnum)
        INTO STRICT differs
        FROM pg_attribute WHERE attrelid = guarded AND attname = ANY(columns);
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE %s ON %s FOR EACH ROW'
            ' WHEN ((%s) AND (%s)) EXECUTE FUNCTION public.workdays_refuse_other_day(%s)',
            name, operation, guarded, condition, differs,
            (SELECT string_agg(quote_literal(value), ', ') FROM unnest(jobs || columns) AS value));
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded, name);
    END LOOP;
END $$;
COMMENT ON FUNCTION workdays_ask_today(regclass, text[], text, text, text[]) IS
    'Let columns of a table hold the day or moment of their writing alone.';
REVOKE EXECUTE ON FUNCTION workdays_ask_today(regclass, text[], text, text, text[]) FROM PUBLIC;

-- Floors below: an event is of now, and so are both steps of a pending act.
SELECT workdays_ask_today('audit_auditevent', '{INSERT}', '', 'true', 'at');
SELECT workdays_ask_today('approvals_pendingact', '{INSERT,UPDATE}', '', 'true',
    'proposed_at', 'decided_at');
SELECT workdays_ask_today('workdays_dayimport', '{INSERT,UPDATE}', '', 'true',
    'brought_on', 'confirmed_on');
SELECT workdays_ask_today('workdays_deadlineinterval', '{INSERT,UPDATE}', '', 'true',
    'made_on', 'resumed_on');
