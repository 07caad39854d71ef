-- Accounts, grants and keys: whoever changes one leaves an event.
--
-- Sign-in itself (passwords, one-time keys, moments of use) is the web process's own: it leaves its
-- events where they belong, and reads the rest without one.

SELECT audit_watch('accounts_user', 'accounts.user', '',
    '{last_login,password,key_given_at,key_map,single_keys}', '{UPDATE}');
SELECT audit_watch('accounts_rolegrant', 'accounts.user', 'user_id>accounts_user', '{}');

-- A key that follows another one is named by the event of that one.
CREATE OR REPLACE FUNCTION audit_guard_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT audit_has_event('accounts.apitoken', NEW.public_id::text)
       AND NOT EXISTS (
           SELECT FROM accounts_apitoken earlier WHERE earlier.id = NEW.replaces_id
             AND audit_has_event('accounts.apitoken', earlier.public_id::text)
       ) THEN
        RAISE EXCEPTION 'A key is given with an event that says so.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS watch_insert ON accounts_apitoken;
CREATE CONSTRAINT TRIGGER watch_insert AFTER INSERT ON accounts_apitoken
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_guard_key();
ALTER TABLE accounts_apitoken ENABLE ALWAYS TRIGGER watch_insert;
