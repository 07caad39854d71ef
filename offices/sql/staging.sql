-- The table in which an import stages its file.
--
-- The runtime role may make no object in the database, so that nothing of a session stands between
-- a guard and what it reads. These functions of the owner's make the one temporary table that it
-- needs, of named columns and plain types, and let it only read and write the rows.

CREATE OR REPLACE FUNCTION offices_staged_columns(names text[], kinds text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known text := '^(text|bigint|bigint\[\]|integer|smallint|date|boolean|uuid|time|numeric'
        '|double precision|varchar\(\d{1,4}\)|numeric\(\d{1,2},\d{1,2}\))$';
    declared text[] := '{}';
    place integer;
BEGIN
    FOR place IN 1 .. coalesce(array_length(names, 1), 0) LOOP
        IF names[place] !~ '^[a-z][a-z0-9_]*$'
           OR NOT (kinds[place] IN ('flag', 'new_uuid') OR kinds[place] ~ known) THEN
            RAISE EXCEPTION 'A staged column has a plain name and type, not % %.',
                names[place], kinds[place] USING ERRCODE = 'check_violation';
        END IF;
        declared := declared || (quote_ident(names[place]) || ' ' || CASE kinds[place]
            WHEN 'flag' THEN 'boolean NOT NULL DEFAULT false'
            WHEN 'new_uuid' THEN 'uuid DEFAULT public.offices_new_uuid()'
            ELSE kinds[place] END);
    END LOOP;
    RETURN declared;
END $$;

CREATE OR REPLACE FUNCTION offices_stage(names text[], kinds text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.staged;
    EXECUTE 'CREATE TEMPORARY TABLE staged (line integer PRIMARY KEY,'
        ' act varchar(8) NOT NULL DEFAULT ''insert'', pk bigint,'
        ' is_wrong boolean NOT NULL DEFAULT false, failed text[] NOT NULL DEFAULT ''{}'', '
        || array_to_string(public.offices_staged_columns(names, kinds), ', ') || ') ON COMMIT DROP';
    GRANT SELECT, INSERT, UPDATE, DELETE ON pg_temp.staged TO PUBLIC;
END $$;
COMMENT ON FUNCTION offices_stage(text[], text[]) IS
    'Make the temporary table of an import, which is dropped at the end of the transaction.';

CREATE OR REPLACE FUNCTION offices_stage_more(names text[], kinds text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE 'ALTER TABLE pg_temp.staged ADD '
        || array_to_string(public.offices_staged_columns(names, kinds), ', ADD ');
END $$;

CREATE OR REPLACE FUNCTION offices_analyze_staged() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE pg_temp.staged;
END $$;
