-- The second factor of an account stays the account's, and its secret stays as it was set up.
--
-- The secret is encrypted for the account: a copy of it opens nothing for another one, and who does
-- not know the key makes none. That a factor is set up or removed leaves an event
-- (audit/sql/account_events.sql).

SELECT pishkhan_fix('mfa_authenticator', 'id', 'user_id', 'type', 'created_at');

CREATE OR REPLACE FUNCTION accounts_keep_factor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    used_before integer := coalesce((OLD.data ->> 'used_mask')::integer, 0);
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND (
        NEW.data - '{used_mask,viewed_at}'::text[] <> OLD.data - '{used_mask,viewed_at}'::text[]
        OR coalesce((NEW.data ->> 'used_mask')::integer, 0) & used_before <> used_before
        OR NEW.type <> 'recovery_codes'
    ) THEN
        RAISE EXCEPTION 'The secret of a second factor stays; a used recovery code stays used.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER accounts_factor_kept BEFORE UPDATE OF data ON mfa_authenticator
    FOR EACH ROW WHEN (NEW.data IS DISTINCT FROM OLD.data)
    EXECUTE FUNCTION accounts_keep_factor();
ALTER TABLE mfa_authenticator ENABLE ALWAYS TRIGGER accounts_factor_kept;
