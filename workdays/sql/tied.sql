-- What is kept of a computation ends on the day that its record has: neither its beginning nor its
-- length is rewritten past the record, whose own guards know when that day may move.
--
-- `workdays_tie` is called by the app of each kind of clock: its name, the table of its record, and
-- the column of the day. A test compares them with the kinds of clocks in Python.

CREATE OR REPLACE FUNCTION workdays_guard_tied() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    ends_on date;
    kept_on date;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('app.scope', 'system', true);
    EXECUTE format('SELECT %I FROM public.%I WHERE public_id = $1', TG_ARGV[1], TG_ARGV[0])
        INTO ends_on USING NEW.subject_id;
    SELECT due_on INTO kept_on FROM workdays_keptdeadline WHERE id = NEW.id;
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    IF ends_on IS DISTINCT FROM kept_on THEN
        RAISE EXCEPTION 'A deadline ends on the day that its record has.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end of the transaction: the record may have its day after its computation. The day
-- of a record has a computation in turn, unless its clock is not `is_computed`.
DROP FUNCTION IF EXISTS workdays_tie(text, text, text);
CREATE OR REPLACE FUNCTION workdays_tie(
    clock text, record text, ends_in text, is_computed boolean DEFAULT true
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM audit_defer('workdays_keptdeadline', 'tied_' || clock, 'INSERT OR UPDATE',
        format('NEW.clock = %L', clock), 'workdays_guard_tied', record, ends_in);
    IF is_computed THEN
        PERFORM workdays_keep(clock, record, ends_in);
    END IF;
END $$;
COMMENT ON FUNCTION workdays_tie(text, text, text, boolean) IS
    'Let what is kept of a kind of clock end on the day of its record, and that day be kept.';
REVOKE EXECUTE ON FUNCTION workdays_tie(text, text, text, boolean) FROM PUBLIC;

-- The other way round: the day of a record is kept with its computation. Two clocks of one column
-- are named with a comma between them.
CREATE OR REPLACE FUNCTION workdays_guard_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    ends_on date;
    is_kept boolean;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('app.scope', 'system', true);
    EXECUTE format('SELECT %I FROM %s WHERE id = $1', TG_ARGV[1], TG_RELID::regclass)
        INTO ends_on USING NEW.id;
    is_kept := ends_on IS NULL OR EXISTS (
        SELECT FROM workdays_keptdeadline
        WHERE clock = ANY (string_to_array(TG_ARGV[0], ',')) AND subject_id = NEW.public_id
          AND due_on = ends_on);
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    IF NOT is_kept THEN
        RAISE EXCEPTION 'A window is kept with its computation.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end of the transaction: the computation may be kept after its day.
CREATE OR REPLACE FUNCTION workdays_keep(clocks text, record text, ends_in text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    operation text;
BEGIN
    FOREACH operation IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
        PERFORM audit_defer(record::regclass, 'kept_' || lower(operation) || '_' || clocks,
            operation, format('NEW.%I IS NOT NULL', ends_in) || CASE operation WHEN 'UPDATE'
                THEN format(' AND NEW.%1$I IS DISTINCT FROM OLD.%1$I', ends_in) ELSE '' END,
            'workdays_guard_is_kept', clocks, ends_in);
    END LOOP;
END $$;
COMMENT ON FUNCTION workdays_keep(text, text, text) IS
    'Let the day in a column of a record be kept with its computation, by one of the clocks.';
REVOKE EXECUTE ON FUNCTION workdays_keep(text, text, text) FROM PUBLIC;
