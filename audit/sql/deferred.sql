-- Let a function check rows at the end of the transaction, whoever writes them: the event is the
-- last step of an act.
CREATE OR REPLACE FUNCTION audit_defer(
    guarded regclass, name text, operation text, condition text, guard text,
    VARIADIC arguments text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', name, guarded);
    EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER %s ON %s DEFERRABLE INITIALLY DEFERRED'
        ' FOR EACH ROW WHEN (%s) EXECUTE FUNCTION public.%I(%s)',
        name, operation, guarded, condition, guard,
        (SELECT string_agg(quote_literal(value), ', ') FROM unnest(arguments) AS value));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded, name);
END $$;
COMMENT ON FUNCTION audit_defer(regclass, text, text, text, text, text[]) IS
    'Let a guard check the rows of a table at the end of the transaction, whoever writes them.';
REVOKE EXECUTE ON FUNCTION audit_defer(regclass, text, text, text, text, text[]) FROM PUBLIC;
