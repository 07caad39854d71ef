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
          'letter_no', given.letter_no);
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
