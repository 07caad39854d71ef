-- A pending act: what was proposed never changes, it is decided once, by another person.

CREATE OR REPLACE FUNCTION approvals_guard_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state AND OLD.state <> 'pending' THEN
        RAISE EXCEPTION 'A pending act is decided once, and not changed.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER approvals_pendingact_moved BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW EXECUTE FUNCTION approvals_guard_moves();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER approvals_pendingact_moved;

-- Acts that an event of any record of a kind may overtake, not only of the record that they are
-- done on: `PendingKind.is_wide`. A test compares both.
CREATE OR REPLACE FUNCTION approvals_wide_target(act text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE act WHEN 'policy.approve' THEN 'oversight.policyversion'
    WHEN 'settlement.remit' THEN 'contracts.contract'
    WHEN 'template.approve' THEN 'notices.lettertemplate' END;

-- A proposal is void by the clock, or by who did an act on its record in this transaction: not by
-- who left an event there that anybody may leave, nor by an auditor, who changes nothing.
CREATE OR REPLACE FUNCTION approvals_may_void(
    account bigint, act text, of_type text, of_id uuid
) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM accounts_user WHERE id = account AND username = 'system')
        OR EXISTS (
            SELECT FROM audit_auditevent
            WHERE turn = audit_turn() AND actor_id = account AND actor_role <> 'auditor'
              AND '*' <> ALL (audit_roles_of(verb))
              AND ((target_type = of_type AND target_id = of_id::text)
                OR target_type = approvals_wide_target(act)));
END $$;
COMMENT ON FUNCTION approvals_may_void(bigint, text, text, uuid) IS
    'Whether an account may end a proposal as void: its own act of this transaction overtook it.';

CREATE OR REPLACE FUNCTION approvals_guard_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] :=
        '{state,decided_by,decided_by_name,decided_at,reason,version,updated_at}';
BEGIN
    IF NEW.state = OLD.state THEN
        RAISE EXCEPTION 'A pending act changes by its decision only.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(OLD) - open_columns IS DISTINCT FROM to_jsonb(NEW) - open_columns THEN
        RAISE EXCEPTION 'What was proposed is decided as it is.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'A decision makes the next version.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state IN ('confirmed', 'refused') THEN
        IF public.accounts_same_person(NEW.proposed_by, NEW.decided_by) THEN
            RAISE EXCEPTION 'An act is decided by another person than its proposer.'
                USING ERRCODE = 'check_violation';
        END IF;
        IF NOT public.accounts_nobodys(NEW.decided_by, TG_RELID) AND NOT EXISTS (
            SELECT FROM unnest(NEW.roles) AS wanted
            WHERE public.accounts_holds_at(
                NEW.decided_by, wanted, NEW.scope_id, NEW.decided_at)
        ) THEN
            RAISE EXCEPTION 'An act is decided by somebody who holds a role for it at that moment.'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.state = 'void' AND NOT public.accounts_is_loader(TG_RELID) AND NOT
       public.approvals_may_void(NEW.decided_by, NEW.act, NEW.target_type, NEW.target_id) THEN
        RAISE EXCEPTION 'An act is void by what was done on its record, or by the clock.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.decided_at < OLD.proposed_at THEN
        RAISE EXCEPTION 'An act is decided after it was proposed.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'expired'
       AND (NEW.decided_at AT TIME ZONE 'Asia/Tehran')::date <= OLD.expires_on THEN
        RAISE EXCEPTION 'An act expires after its last day.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'confirmed'
       AND (NEW.decided_at AT TIME ZONE 'Asia/Tehran')::date > OLD.expires_on THEN
        RAISE EXCEPTION 'An act is confirmed until its last day.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'withdrawn' AND NEW.decided_by <> NEW.proposed_by THEN
        RAISE EXCEPTION 'Only the proposer withdraws an act.' USING ERRCODE = 'check_violation';
    END IF;
    -- A session of a person decides under that person's name; jobs have no session.
    IF coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.decided_by::text) THEN
        RAISE EXCEPTION 'Nobody decides under the name of another.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER approvals_pendingact_decided BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW EXECUTE FUNCTION approvals_guard_decision();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER approvals_pendingact_decided;

CREATE OR REPLACE FUNCTION approvals_guard_proposal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'pending' THEN
        RAISE EXCEPTION 'An act waits for its second person first.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.proposed_by::text) THEN
        RAISE EXCEPTION 'Nobody proposes under the name of another.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM public.accounts_user WHERE id = NEW.proposed_by)
       AND NOT public.accounts_nobodys(NEW.proposed_by, TG_RELID) THEN
        RAISE EXCEPTION 'Somebody who has an account proposes an act.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER approvals_pendingact_proposed BEFORE INSERT ON approvals_pendingact
    FOR EACH ROW EXECUTE FUNCTION approvals_guard_proposal();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER approvals_pendingact_proposed;

CREATE OR REPLACE FUNCTION approvals_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A pending act is not deleted.' USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER approvals_pendingact_kept BEFORE DELETE ON approvals_pendingact
    FOR EACH ROW EXECUTE FUNCTION approvals_keep();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER approvals_pendingact_kept;

CREATE OR REPLACE TRIGGER approvals_pendingact_whole BEFORE TRUNCATE ON approvals_pendingact
    FOR EACH STATEMENT EXECUTE FUNCTION approvals_keep();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER approvals_pendingact_whole;
