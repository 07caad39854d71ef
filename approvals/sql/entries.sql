-- The sign-in of an account that decides or administrates is reset by two admins, each with a part
-- of the key; its second factor falls by them too. The owner of an installation lets an admin in at
-- a prompt, and the first admins get their keys there. Asked at the end of the transaction.

-- Whether an account holds a role that decides or administrates, or will.
CREATE OR REPLACE FUNCTION approvals_has_power(account bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_rolegrant
        WHERE user_id = account AND ended_at IS NULL AND accounts_decides(role)
          AND coalesce(ends_on >= pishkhan_today(), true))
$$;

-- Whether two admins reset the sign-in of an account in this transaction, as it was proposed.
CREATE OR REPLACE FUNCTION approvals_reset_entry(of_id uuid, proposed jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM approvals_pendingact pending
        JOIN audit_auditevent event ON event.target_type = 'approvals.pendingact'
            AND event.target_id = pending.public_id::text
        WHERE pending.act = 'user.renew-entry' AND pending.target_type = 'accounts.user'
          AND pending.target_id = of_id AND pending.state = 'confirmed'
          AND pending.arguments @> proposed
          AND event.verb = 'pending.confirmed' AND event.turn = audit_turn())
$$;

-- The first admins: of no more than two ever, who have chosen no password yet.
CREATE OR REPLACE FUNCTION approvals_is_first_key(account accounts_user) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT account.password LIKE '!%' AND account.key_part = ''
        AND (SELECT count(DISTINCT user_id) <= 2 FROM accounts_rolegrant
            WHERE role = 'platform_admin')
        AND EXISTS (
            SELECT FROM audit_auditevent event
            JOIN accounts_user clock ON clock.id = event.actor_id AND clock.username = 'system'
            WHERE event.target_type = 'accounts.user'
              AND event.target_id = account.public_id::text AND event.turn = audit_turn()
              AND event.verb IN ('user.created', 'user.invited'))
$$;

CREATE OR REPLACE FUNCTION approvals_guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR NOT approvals_has_power(NEW.id)
       OR approvals_reset_entry(NEW.public_id, jsonb_build_object('part', NEW.key_part))
       OR approvals_is_first_key(OLD) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The sign-in of an account that decides is reset by two admins.'
        USING ERRCODE = 'check_violation';
END $$;

-- Who chooses a password ends both parts of the key by it.
DROP TRIGGER IF EXISTS approvals_user_renewed ON accounts_user;
CREATE CONSTRAINT TRIGGER approvals_user_renewed AFTER UPDATE ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        NEW.key_given_at IS DISTINCT FROM OLD.key_given_at
        OR (NEW.key_part <> OLD.key_part AND (NEW.key_part <> '' OR NEW.password LIKE '!%')))
    EXECUTE FUNCTION approvals_guard_entry();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER approvals_user_renewed;

-- The owner removes an own factor with an event of his own (audit/sql/account_events.sql).
CREATE OR REPLACE FUNCTION approvals_guard_lost_factor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    owner uuid := (SELECT public_id FROM accounts_user WHERE id = OLD.user_id);
BEGIN
    IF accounts_is_loader(TG_RELID) OR NOT approvals_has_power(OLD.user_id)
       OR approvals_reset_entry(owner, '{"is_factor_lost": true}')
       OR EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'accounts.user' AND target_id = owner::text AND turn = audit_turn()
          AND verb IN ('user.factor_removed', 'user.factor_added', 'user.codes_made')
          AND actor_id = OLD.user_id
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The second factor of an account that decides is removed by two admins.'
        USING ERRCODE = 'check_violation';
END $$;

DROP TRIGGER IF EXISTS approvals_factor_lost ON mfa_authenticator;
CREATE CONSTRAINT TRIGGER approvals_factor_lost AFTER DELETE ON mfa_authenticator
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION approvals_guard_lost_factor();
ALTER TABLE mfa_authenticator ENABLE ALWAYS TRIGGER approvals_factor_lost;
