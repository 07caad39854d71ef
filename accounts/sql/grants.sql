-- Grants of roles: they are never rewritten, and guards ask who held which role on a day.

-- A grant is the ground of every decision of its holder: it may end earlier, and nothing else of
-- it changes.
CREATE OR REPLACE FUNCTION accounts_keep_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := '{ends_on,updated_at}';
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns) THEN
        RAISE EXCEPTION 'A grant is kept as it was given; another one says what holds now.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.ends_on IS DISTINCT FROM OLD.ends_on
       AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on) THEN
        RAISE EXCEPTION 'A grant may end earlier, not later.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER accounts_rolegrant_kept BEFORE UPDATE OR DELETE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER accounts_rolegrant_kept;

-- For guards. The body is bound when it is made, so that no search path puts another table there.
CREATE OR REPLACE FUNCTION accounts_holds(account bigint, wanted text, scope uuid, day date)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM public.accounts_rolegrant held
    JOIN public.accounts_user holder ON holder.id = held.user_id
    WHERE held.user_id = account AND held.role = wanted
      AND held.scope_id IS NOT DISTINCT FROM scope
      AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
      AND holder.is_active
);
COMMENT ON FUNCTION accounts_holds(bigint, text, uuid, date) IS
    'Whether an account had a grant of this role for this scope on a day, both ends included.';

CREATE OR REPLACE FUNCTION accounts_nobodys(account bigint, relation oid) RETURNS boolean
LANGUAGE sql STABLE
RETURN NOT EXISTS (SELECT FROM public.accounts_user WHERE id = account)
    AND EXISTS (
        SELECT FROM pg_catalog.pg_class WHERE pg_class.oid = relation
          AND pg_catalog.pg_has_role(current_user, relowner, 'MEMBER')
    );
COMMENT ON FUNCTION accounts_nobodys(bigint, oid) IS
    'Whether the owner of a table writes an act of nobody who has an account: an older record.';
