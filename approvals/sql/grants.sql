-- A role that a second admin confirmed is the one that was proposed: the same person, body, days,
-- reason and letter. Asked at the end of the transaction, when the act is decided.

-- The confirmed acts that propose a role: all of it but its first day.
CREATE OR REPLACE FUNCTION approvals_acts_of_grant(given accounts_rolegrant)
RETURNS SETOF approvals_pendingact
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT act.* FROM public.approvals_pendingact act
    JOIN public.accounts_user person ON person.public_id = act.target_id
    WHERE act.act = 'user.grant-role' AND act.target_type = 'accounts.user'
      AND person.id = given.user_id AND act.state = 'confirmed'
      AND act.proposed_by = given.given_by AND act.decided_by = given.confirmed_by
      AND act.arguments @> jsonb_build_object('role', given.role,
          'scope_kind', given.scope_kind, 'scope_id', given.scope_id,
          'scope_label', given.scope_label, 'ends_on', given.ends_on, 'reason', given.reason,
          'letter_no', given.letter_no, 'letter_on', given.letter_on);
END $$;

CREATE OR REPLACE FUNCTION approvals_guard_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    acts bigint;
    since timestamptz;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    -- Two transactions do not give two roles on one act.
    PERFORM pg_advisory_xact_lock(hashtextextended('approvals_guard_grant', NEW.user_id));
    IF NOT EXISTS (
        SELECT FROM approvals_acts_of_grant(NEW) act
        -- A role whose day has passed begins as it is confirmed.
        WHERE NEW.starts_on IN ((act.arguments ->> 'starts_on')::date,
              GREATEST((act.arguments ->> 'starts_on')::date, pishkhan_today()))
          AND act.decided_at BETWEEN NEW.created_at - interval '5 minutes'
              AND NEW.created_at + interval '5 minutes'
    ) THEN
        RAISE EXCEPTION 'A confirmed role is the one that was proposed.'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT count(*), min(decided_at) - interval '5 minutes' INTO acts, since
        FROM approvals_acts_of_grant(NEW);
    IF acts < (
        SELECT count(*) FROM public.accounts_rolegrant other
        WHERE other.user_id = NEW.user_id AND other.role = NEW.role
          AND other.scope_kind = NEW.scope_kind
          AND other.scope_id IS NOT DISTINCT FROM NEW.scope_id
          AND other.scope_label = NEW.scope_label
          AND other.ends_on IS NOT DISTINCT FROM NEW.ends_on
          AND other.reason = NEW.reason AND other.letter_no = NEW.letter_no
          AND other.letter_on IS NOT DISTINCT FROM NEW.letter_on
          AND other.given_by = NEW.given_by AND other.confirmed_by = NEW.confirmed_by
          AND other.created_at >= since
    ) THEN
        RAISE EXCEPTION 'One confirmed act gives one role.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS approvals_rolegrant_proposed ON accounts_rolegrant;
CREATE CONSTRAINT TRIGGER approvals_rolegrant_proposed AFTER INSERT ON accounts_rolegrant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.confirmed_by IS NOT NULL)
    EXECUTE FUNCTION approvals_guard_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER approvals_rolegrant_proposed;

-- An account that decides or administrates is blocked by two admins, and two of them are left
-- (accounts.actions.users). Asked at the end of the transaction, when the act is decided.
CREATE OR REPLACE FUNCTION approvals_guard_block() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held_roles text[] := ARRAY(
        SELECT role FROM accounts_rolegrant
        WHERE user_id = NEW.id AND ended_at IS NULL
          AND coalesce(ends_on >= pishkhan_today(), true));
BEGIN
    IF accounts_is_loader(TG_RELID)
       OR NOT held_roles && '{deputy,secretariat,committee_chair,committee_member,agency_manager,
           agency_appeal,platform_admin}'::text[] THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM approvals_pendingact
        WHERE act = 'user.set-active' AND target_type = 'accounts.user'
          AND target_id = NEW.public_id AND state = 'confirmed'
          AND decided_at > pishkhan_now() - interval '5 minutes'
    ) THEN
        RAISE EXCEPTION 'An account that decides is blocked by two admins.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF 'platform_admin' = ANY(held_roles) AND accounts_admins() < 2 THEN
        RAISE EXCEPTION 'Two platform admins are left.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS approvals_user_blocked ON accounts_user;
CREATE CONSTRAINT TRIGGER approvals_user_blocked AFTER UPDATE OF is_active ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION approvals_guard_block();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER approvals_user_blocked;

-- Whose account it is, is written when a second admin confirms it. The owner of an installation
-- says at a prompt who its first admins are. Asked at the end of the transaction.
CREATE OR REPLACE FUNCTION approvals_guard_identity() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR EXISTS (
        SELECT FROM public.approvals_pendingact act
        WHERE act.act = 'user.identify' AND act.target_type = 'accounts.user'
          AND act.target_id = NEW.public_id AND act.state = 'confirmed'
          AND act.arguments @> jsonb_build_object('person_key', NEW.person_key,
              'national_id_sealed', NEW.national_id_sealed)
          AND abs(extract(epoch FROM act.decided_at - pishkhan_now())) < 300
    ) OR (OLD.person_key = '' AND coalesce(current_setting('app.user_id', true), '') = ''
        AND public.accounts_holds_at(NEW.id, 'platform_admin', NULL, pishkhan_now())) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Whose account it is, is confirmed by a second admin.'
        USING ERRCODE = 'check_violation';
END $$;

DROP TRIGGER IF EXISTS approvals_user_identified ON accounts_user;
CREATE CONSTRAINT TRIGGER approvals_user_identified AFTER UPDATE ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (NEW.person_key, NEW.national_id_sealed)
        IS DISTINCT FROM (OLD.person_key, OLD.national_id_sealed))
    EXECUTE FUNCTION approvals_guard_identity();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER approvals_user_identified;

-- The deputy ends no role but one from the time before there was a deputy, which they refuse to
-- confirm; any other ends by a platform admin (accounts/sql/grants.sql).
CREATE OR REPLACE FUNCTION approvals_guard_ended_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID)
       -- An admin may end the own role.
       OR accounts_holds_at(NEW.ended_by, 'platform_admin', NULL,
           NEW.ended_at - interval '1 microsecond')
       OR EXISTS (
        SELECT FROM approvals_pendingact act
        JOIN audit_auditevent event ON event.target_type = 'approvals.pendingact'
            AND event.target_id = act.public_id::text
        WHERE act.act = 'role.attest' AND act.target_id = NEW.public_id
          AND act.state = 'refused' AND act.decided_by = NEW.ended_by
          AND event.verb = 'pending.refused' AND event.turn = audit_turn()
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The deputy ends the roles that they refuse to confirm.'
        USING ERRCODE = 'check_violation';
END $$;

DROP TRIGGER IF EXISTS approvals_rolegrant_ended ON accounts_rolegrant;
CREATE CONSTRAINT TRIGGER approvals_rolegrant_ended AFTER UPDATE OF ended_by ON accounts_rolegrant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.ended_by IS NOT NULL AND OLD.ended_by IS NULL)
    EXECUTE FUNCTION approvals_guard_ended_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER approvals_rolegrant_ended;
