-- A policy is proposed, then approved or dropped, and never changed after that.

CREATE OR REPLACE FUNCTION oversight_guard_policy() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            PERFORM oversight_refuse('A policy starts as a proposal.');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'proposed'
       OR NEW.state NOT IN ('approved', 'refused', 'withdrawn', 'expired', 'superseded') THEN
        PERFORM oversight_refuse('A policy is approved or refused once, and not changed.');
    END IF;
    IF to_jsonb(OLD) - ARRAY['state', 'approved_by', 'approved_by_name', 'approved_on',
                             'refusal', 'updated_at']
       IS DISTINCT FROM
       to_jsonb(NEW) - ARRAY['state', 'approved_by', 'approved_by_name', 'approved_on',
                             'refusal', 'updated_at'] THEN
        PERFORM oversight_refuse('What was proposed is approved as it is, or refused.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_policy_flow BEFORE INSERT OR UPDATE ON oversight_policyversion
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_policy();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_flow;

-- A proposal ends as its pending act does, whose own guards say who ends it.
CREATE OR REPLACE FUNCTION oversight_guard_proposal_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM public.approvals_pendingact
        WHERE act = 'policy.approve' AND target_type = 'oversight.policyversion'
          AND target_id = NEW.public_id
          AND state = CASE NEW.state WHEN 'superseded' THEN 'void' ELSE NEW.state END
    ) THEN
        PERFORM oversight_refuse('A proposal of a policy ends as its pending act does.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_policy_ended ON oversight_policyversion;
CREATE CONSTRAINT TRIGGER oversight_policy_ended AFTER UPDATE ON oversight_policyversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state IN ('refused', 'withdrawn', 'expired', 'superseded'))
    EXECUTE FUNCTION oversight_guard_proposal_end();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_ended;

-- A proposal has all its rules when it is told: what waits for approval stays as it is.
CREATE OR REPLACE FUNCTION oversight_guard_rule() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT state FROM oversight_policyversion WHERE id = NEW.version_id) <> 'proposed' THEN
        PERFORM oversight_refuse('A policy in force gets no further rules.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM audit_auditevent event
        JOIN oversight_policyversion version ON event.target_id = version.public_id::text
        WHERE version.id = NEW.version_id AND event.target_type = 'oversight.policyversion'
    ) THEN
        PERFORM oversight_refuse('A policy that was proposed gets no further rules.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_rule_added BEFORE INSERT ON oversight_policyrule
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_rule();
ALTER TABLE oversight_policyrule ENABLE ALWAYS TRIGGER oversight_rule_added;

-- Proposer and approver are two persons, not two accounts.
CREATE OR REPLACE FUNCTION oversight_guard_approver() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_same_person(NEW.proposed_by, NEW.approved_by) THEN
        PERFORM oversight_refuse('A policy is approved by another person than its proposer.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER oversight_policy_persons
    BEFORE INSERT OR UPDATE ON oversight_policyversion
    FOR EACH ROW WHEN (NEW.state = 'approved' AND NEW.approved_by IS NOT NULL
        AND NEW.proposed_by <> NEW.approved_by)
    EXECUTE FUNCTION oversight_guard_approver();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_persons;

-- A policy is approved by a pending act that the approver has confirmed, in the same transaction.
-- The first version has no second person: it comes with the house, approved by nobody's account.
CREATE OR REPLACE FUNCTION oversight_guard_approval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.number = 1
       AND NOT EXISTS (SELECT FROM public.accounts_user WHERE id = NEW.approved_by) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.approvals_pendingact
        WHERE act = 'policy.approve' AND target_type = 'oversight.policyversion'
          AND target_id = NEW.public_id AND state = 'confirmed'
          AND proposed_by = NEW.proposed_by AND decided_by = NEW.approved_by
    ) THEN
        PERFORM oversight_refuse('A policy is approved by its second person''s pending act.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_policy_confirmed ON oversight_policyversion;
CREATE CONSTRAINT TRIGGER oversight_policy_confirmed
    AFTER INSERT OR UPDATE ON oversight_policyversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'approved')
    EXECUTE FUNCTION oversight_guard_approval();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_confirmed;
