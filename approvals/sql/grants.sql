-- A role that a second admin confirmed is the one that was proposed: the same person, body, days,
-- reason and letter. Asked at the end of the transaction, when the act is decided.

CREATE OR REPLACE FUNCTION approvals_guard_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.approvals_pendingact act
        JOIN public.accounts_user person ON person.public_id = act.target_id
        WHERE act.act = 'user.grant-role' AND act.target_type = 'accounts.user'
          AND person.id = NEW.user_id AND act.state = 'confirmed'
          AND act.proposed_by = NEW.given_by AND act.decided_by = NEW.confirmed_by
          AND act.arguments @> jsonb_build_object('role', NEW.role,
              'scope_label', NEW.scope_label, 'ends_on', NEW.ends_on, 'reason', NEW.reason,
              'letter_no', NEW.letter_no)
          -- A role whose day has passed begins as it is confirmed.
          AND NEW.starts_on IN ((act.arguments ->> 'starts_on')::date,
              GREATEST((act.arguments ->> 'starts_on')::date, pishkhan_today()))
          -- One act gives one role, as it is decided.
          AND act.decided_at BETWEEN NEW.created_at - interval '5 minutes'
              AND NEW.created_at + interval '5 minutes'
    ) THEN
        RAISE EXCEPTION 'A confirmed role is the one that was proposed.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS approvals_rolegrant_proposed ON accounts_rolegrant;
CREATE CONSTRAINT TRIGGER approvals_rolegrant_proposed AFTER INSERT ON accounts_rolegrant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.confirmed_by IS NOT NULL)
    EXECUTE FUNCTION approvals_guard_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER approvals_rolegrant_proposed;
