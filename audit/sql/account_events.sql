-- Accounts, grants and keys: whoever changes one leaves an event.
--
-- Sign-in itself (one-time keys, moments of use) is the web process's own: it leaves its events
-- where they belong, and reads the rest without one.

SELECT audit_watch('accounts_user', 'accounts.user', '',
    '{last_login,key_given_at,key_part,key_map,single_keys}', '{UPDATE}');
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

-- Whose account it is, and whether it is open, is written by a platform admin; the identity by
-- one who is another person. It is set once; a correction is an act of its own.
CREATE OR REPLACE FUNCTION audit_guard_account() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    verbs text[] := CASE WHEN NEW.person_key = OLD.person_key
            THEN '{user.let_in,user.shut_out}'::text[]
        WHEN OLD.person_key = '' THEN '{user.identified}'::text[]
        ELSE '{user.person_corrected}'::text[] END;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'accounts.user' AND target_id = NEW.public_id::text
          AND turn = audit_turn() AND verb = ANY (verbs)
          AND accounts_holds_at(actor_id, 'platform_admin', NULL, pishkhan_now())
          AND NOT accounts_same_person(actor_id, NEW.id)
    ) THEN
        RAISE EXCEPTION 'An account is opened, closed and identified by a platform admin.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS audit_user_by_admin ON accounts_user;
CREATE CONSTRAINT TRIGGER audit_user_by_admin AFTER UPDATE ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (NEW.person_key, NEW.is_active) IS DISTINCT FROM (OLD.person_key, OLD.is_active)
    )
    EXECUTE FUNCTION audit_guard_account();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER audit_user_by_admin;

-- A password is written by its own person, or ends when an admin or the clock gives a key.
-- A name is written with the account; the owner of an installation corrects it.
CREATE OR REPLACE FUNCTION audit_guard_password() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF NEW.full_name <> OLD.full_name OR NEW.position <> OLD.position THEN
        RAISE EXCEPTION 'The name of an account stays as it was written.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM audit_auditevent event
        WHERE event.target_type = 'accounts.user' AND event.target_id = NEW.public_id::text
          AND event.turn = audit_turn()
          AND (event.verb IN ('user.entered', 'user.password_changed', 'user.rehashed')
                AND event.actor_id = NEW.id AND NEW.password NOT LIKE '!%'
            OR event.verb IN ('user.created', 'user.renewed') AND NEW.password LIKE '!%'
                AND accounts_holds_at(event.actor_id, 'platform_admin', NULL, pishkhan_now())
                AND NOT accounts_same_person(event.actor_id, NEW.id)
            OR event.verb IN ('user.created', 'user.invited') AND NEW.password LIKE '!%'
                AND EXISTS (SELECT FROM accounts_user
                    WHERE id = event.actor_id AND username = 'system'))
    ) THEN
        RAISE EXCEPTION 'A password is chosen by its own person, or ends by an admin''s key.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS zy_password_told ON accounts_user;
CREATE CONSTRAINT TRIGGER zy_password_told AFTER UPDATE ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (NEW.password, NEW.full_name, NEW.position)
        IS DISTINCT FROM (OLD.password, OLD.full_name, OLD.position)
    )
    EXECUTE FUNCTION audit_guard_password();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER zy_password_told;

-- A second factor is set up by its owner, and removed by the owner or by who resets the sign-in.
CREATE OR REPLACE FUNCTION audit_guard_factor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    owner bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
    own text[] := '{user.factor_added,user.codes_made}'::text[]
        || CASE TG_OP WHEN 'DELETE' THEN '{user.factor_removed}'::text[] ELSE '{}'::text[] END;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM audit_auditevent event JOIN accounts_user account ON account.id = owner
        WHERE event.target_type = 'accounts.user' AND event.target_id = account.public_id::text
          AND event.turn = audit_turn()
          AND ((event.verb = ANY (own) AND event.actor_id = owner)
            OR (TG_OP = 'DELETE' AND event.verb = 'user.renewed' AND event.actor_id <> owner))
    ) THEN
        RAISE EXCEPTION 'A second factor is set up and removed with an event that says so.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS audit_factor_told ON mfa_authenticator;
CREATE CONSTRAINT TRIGGER audit_factor_told AFTER INSERT OR DELETE ON mfa_authenticator
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_guard_factor();
ALTER TABLE mfa_authenticator ENABLE ALWAYS TRIGGER audit_factor_told;
