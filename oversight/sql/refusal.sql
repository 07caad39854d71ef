-- How the guards of `oversight` refuse.

CREATE OR REPLACE FUNCTION oversight_refuse(reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'check_violation';
END $$;
