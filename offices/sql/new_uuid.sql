-- Public ids (RFC 9562, version 7: milliseconds first, then random bits) for rows that enter by
-- set-based statements.

CREATE OR REPLACE FUNCTION offices_new_uuid() RETURNS uuid
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT overlay(
        overlay(
            gen_random_uuid()::text placing regexp_replace(
                lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0'),
                '^(.{8})(.{4})$', '\1-\2'
            ) from 1 for 13
        ) placing '7' from 15 for 1
    )::uuid
$$;
