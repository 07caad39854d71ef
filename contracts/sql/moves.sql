-- The moves of a contract; each counts its version up by one, whoever writes the SQL.

CREATE OR REPLACE FUNCTION contracts_contract_edges() RETURNS TABLE (before text, after text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    VALUES
        ('draft', 'pending_signature'),
        ('draft', 'void'),
        ('pending_signature', 'active'),
        ('pending_signature', 'draft'),
        ('pending_signature', 'void'),
        ('active', 'ended_mutual'),
        ('active', 'expired'),
        ('active', 'renewed'),
        ('active', 'suspended'),
        ('active', 'termination_notice'),
        ('active', 'void'),
        ('suspended', 'active'),
        ('suspended', 'ended_mutual'),
        ('suspended', 'expired'),
        ('suspended', 'termination_notice'),
        ('suspended', 'void'),
        ('termination_notice', 'active'),
        ('termination_notice', 'ended_mutual'),
        ('termination_notice', 'expired'),
        ('termination_notice', 'suspended'),
        ('termination_notice', 'terminated'),
        ('terminated', 'active'),
        ('terminated', 'expired'),
        ('terminated', 'settled'),
        ('expired', 'settled'),
        ('ended_mutual', 'settled')
$$;

-- A terminated contract comes back from the day of its reinstatement, by a judgment or an appeal
-- that annulled what it rested on; one whose term has passed has run out at its term.
CREATE OR REPLACE FUNCTION contracts_check_reinstatement(
    before contracts_contract, after contracts_contract
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF after.reinstated_on IS NULL OR after.reinstated_on < before.terminated_on OR NOT EXISTS (
        SELECT FROM contracts_endingproof
        WHERE id = after.reinstating_proof_id AND contract_id = after.id AND kind = 'annulment'
          AND decided_on <= after.reinstated_on
    ) THEN
        PERFORM contracts_refuse('A contract is reinstated by what annulled its ground.');
    END IF;
    IF (after.reinstated_on > after.ends_on) <> (after.state = 'expired')
       OR (after.terminated_on, after.ending_proof_id, after.notice_issued_on, after.suspended_on)
          IS DISTINCT FROM (NULL::date, NULL::bigint, NULL::date, NULL::date)
       OR after.ended_on IS DISTINCT FROM
          (CASE after.state WHEN 'expired' THEN after.ends_on END)
       OR after.ends_on <> before.ends_on THEN
        PERFORM contracts_refuse('A reinstated contract keeps its term and nothing of its end.');
    END IF;
    IF after.interruptions <> before.interruptions || (CASE
        WHEN after.reinstated_on > before.terminated_on
        THEN ARRAY[before.terminated_on + 1, after.reinstated_on] ELSE '{}'
    END) THEN
        PERFORM contracts_refuse('A reinstated contract is in force from its reinstatement on.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION contracts_guard_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM contracts_refuse('A contract is ended, never deleted.');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.origin <> 'import' AND NEW.state NOT IN ('draft', 'pending_signature') THEN
            PERFORM contracts_refuse('A contract starts as a draft.');
        END IF;
        IF NEW.interruptions <> '{}' AND NOT accounts_is_loader(TG_RELID) THEN
            PERFORM contracts_refuse('A reinstatement is recorded by reinstating.');
        END IF;
        IF NEW.renewed_from_id IS NOT NULL AND NOT accounts_is_loader(TG_RELID)
           AND pishkhan_today() < (
            SELECT before.ends_on - rule.value
            FROM contracts_contract before, workdays_deadlinerule rule
            WHERE before.id = NEW.renewed_from_id AND rule.key = 'renewal_draft_before'
              AND rule.valid_from <= pishkhan_today()
              AND (rule.valid_to IS NULL OR rule.valid_to >= pishkhan_today())
        ) THEN
            PERFORM contracts_refuse('A renewal is drafted in the time before the end.');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.number, NEW.public_id, NEW.agency_id, NEW.office_id, NEW.origin)
       IS DISTINCT FROM (OLD.number, OLD.public_id, OLD.agency_id, OLD.office_id, OLD.origin)
       OR NEW.source_import_id IS DISTINCT FROM OLD.source_import_id
       OR (OLD.signed_by IS NOT NULL AND NEW.signed_by IS DISTINCT FROM OLD.signed_by)
       OR (OLD.drafted_by IS NOT NULL AND NEW.drafted_by IS DISTINCT FROM OLD.drafted_by) THEN
        PERFORM contracts_refuse('Number, parties, origin and signatories of a contract stay.');
    END IF;
    IF OLD.state NOT IN ('draft', 'pending_signature')
       AND (NEW.starts_on <> OLD.starts_on OR NEW.ends_on < OLD.ends_on
            OR NEW.signed_on IS DISTINCT FROM OLD.signed_on) THEN
        PERFORM contracts_refuse('The term of a signed contract is not cut short by a date.');
    END IF;
    IF OLD.state = 'terminated' AND NEW.state IN ('active', 'expired') THEN
        PERFORM contracts_check_reinstatement(OLD, NEW);
    ELSIF OLD.state IN ('terminated', 'expired', 'ended_mutual', 'renewed', 'settled', 'void')
       AND (NEW.ends_on, NEW.ended_on, NEW.terminated_on, NEW.ending_proof_id,
            NEW.notice_served_on, NEW.notice_ends_on)
       IS DISTINCT FROM (OLD.ends_on, OLD.ended_on, OLD.terminated_on, OLD.ending_proof_id,
            OLD.notice_served_on, OLD.notice_ends_on) THEN
        PERFORM contracts_refuse('How and when a contract ended is not changed.');
    END IF;
    IF (NEW.reinstated_on, NEW.reinstating_proof_id, NEW.interruptions)
       IS DISTINCT FROM (OLD.reinstated_on, OLD.reinstating_proof_id, OLD.interruptions)
       AND NOT (OLD.state = 'terminated' AND NEW.state IN ('active', 'expired')) THEN
        PERFORM contracts_refuse('A reinstatement is recorded by reinstating.');
    END IF;
    IF NEW.state = OLD.state THEN
        IF NEW.version NOT IN (OLD.version, OLD.version + 1) THEN
            PERFORM contracts_refuse('The version of a contract counts up by one.');
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM contracts_contract_edges() edge
        WHERE edge.before = OLD.state AND edge.after = NEW.state
    ) THEN
        PERFORM contracts_refuse(
            format('A contract does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM contracts_refuse('Each move of a contract counts its version up by one.');
    END IF;
    IF NEW.state = 'renewed' AND NOT EXISTS (
        SELECT 1 FROM contracts_contract renewal
        WHERE renewal.renewed_from_id = NEW.id AND renewal.signed_on IS NOT NULL
          AND renewal.state NOT IN ('draft', 'pending_signature', 'void')
    ) THEN
        PERFORM contracts_refuse('A contract is renewed by a signed contract.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_moves
    BEFORE INSERT OR UPDATE OR DELETE ON contracts_contract
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_moves();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_moves;

-- A contract comes into force only at an active office with a licence. The licence is valid on
-- the day of signature and on the first day of the term; a term that began earlier may have begun
-- under a licence that has been renewed since.
CREATE OR REPLACE FUNCTION contracts_guard_activation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.signed_on IS NULL OR NEW.signed_on > NEW.ends_on THEN
        PERFORM contracts_refuse('A contract is signed before its term is over.');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM contracts_contractservice WHERE contract_id = NEW.id) THEN
        PERFORM contracts_refuse('A contract names at least one service.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM offices_office WHERE id = NEW.office_id AND state = 'active'
    ) THEN
        PERFORM contracts_refuse('The office is not active.');
    END IF;
    IF NOT offices_is_licensed(NEW.office_id, NEW.signed_on)
       OR NOT offices_is_licensed(NEW.office_id, NEW.starts_on) THEN
        PERFORM contracts_refuse('The office has no licence valid at signature and at the start.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_activation BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.state = 'pending_signature' AND NEW.state = 'active')
    EXECUTE FUNCTION contracts_guard_activation();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_activation;

-- A contract or guarantee runs out only after its last day.
CREATE OR REPLACE FUNCTION contracts_guard_run_out() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('Nothing has run out before its last day is over.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_over
    BEFORE INSERT OR UPDATE OF state ON contracts_contract
    FOR EACH ROW WHEN (
        NEW.state IN ('expired', 'renewed')
        AND NOT coalesce(NEW.ended_on, NEW.ends_on) < pishkhan_today()
    )
    EXECUTE FUNCTION contracts_guard_run_out();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_over;

CREATE OR REPLACE TRIGGER contracts_guarantee_over
    BEFORE INSERT OR UPDATE OF state ON contracts_guarantee
    FOR EACH ROW WHEN (NEW.state = 'expired' AND NOT NEW.expires_on < pishkhan_today())
    EXECUTE FUNCTION contracts_guard_run_out();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_over;
