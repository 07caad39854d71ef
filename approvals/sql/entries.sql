-- The sign-in of an account that decides or administrates is reset by two admins, each with a part
-- of the key. The owner of an installation lets an admin
-- in at a prompt. Asked at the end of the transaction.
CREATE OR REPLACE FUNCTION approvals_guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR NOT EXISTS (
        SELECT FROM public.accounts_rolegrant
        WHERE user_id = NEW.id AND ended_at IS NULL AND public.accounts_decides(role)
          AND coalesce(ends_on >= public.pishkhan_today(), true)
    ) OR EXISTS (
        SELECT FROM public.approvals_pendingact
        WHERE act = 'user.renew-entry' AND target_type = 'accounts.user'
          AND target_id = NEW.public_id AND state = 'confirmed'
          AND arguments ->> 'part' = NEW.key_part
          AND decided_at > public.pishkhan_now() - interval '5 minutes'
    ) OR (coalesce(current_setting('app.user_id', true), '') = ''
        AND EXISTS (SELECT FROM public.accounts_rolegrant WHERE user_id = NEW.id
            AND role = 'platform_admin' AND ended_at IS NULL)) THEN
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
