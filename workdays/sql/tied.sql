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

-- Asked at the end of the transaction: the record may have its day after its computation.
CREATE OR REPLACE FUNCTION workdays_tie(clock text, record text, ends_in text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text := 'tied_' || clock;
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS %I ON workdays_keptdeadline', name);
    EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER INSERT OR UPDATE ON workdays_keptdeadline'
        ' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.clock = %L)'
        ' EXECUTE FUNCTION public.workdays_guard_tied(%L, %L)', name, clock, record, ends_in);
    EXECUTE format('ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER %I', name);
END $$;
COMMENT ON FUNCTION workdays_tie(text, text, text) IS
    'Let what is kept of a kind of clock end on the day of its record.';
REVOKE EXECUTE ON FUNCTION workdays_tie(text, text, text) FROM PUBLIC;
