-- Nothing is carried out, and no case is closed, while the result of an objection is not served
-- on the office (docs/adr/0027-untold-results.md).
--
-- The decision of the objection makes a case final, so that points count from its day; what
-- burdens the office or its contract waits for the service.

CREATE OR REPLACE FUNCTION violations_is_untold(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := EXISTS (
        SELECT FROM violations_appeal JOIN violations_case kase ON kase.id = case_id
        WHERE case_id = wanted AND violations_appeal.round_no = kase.round_no
          AND violations_appeal.contested_on IS NULL
    ) AND NOT EXISTS (
        SELECT FROM violations_notice JOIN violations_case kase ON kase.id = case_id
        WHERE case_id = wanted AND violations_notice.round_no = kase.round_no
          AND kind = 'appeal_result' AND violations_notice.served_on IS NOT NULL
    );
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;
COMMENT ON FUNCTION violations_is_untold(bigint) IS
    'Whether an objection in the case was not decided, or its result not served on the office.';

CREATE OR REPLACE FUNCTION violations_guard_execution_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_is_untold(NEW.id) THEN
        PERFORM violations_refuse('The result of the appeal is served before it is carried out.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the execution, whose
-- message says more.
CREATE OR REPLACE TRIGGER violations_case_executed_told BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.executed_on IS NOT NULL AND OLD.executed_on IS NULL)
    EXECUTE FUNCTION violations_guard_execution_told();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_executed_told;

CREATE OR REPLACE FUNCTION violations_guard_proof_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_is_untold((SELECT id FROM violations_case WHERE public_id = NEW.source_id)) THEN
        PERFORM violations_refuse('The result of the appeal is served before it proves anything.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_proof_told BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'final_decision')
    EXECUTE FUNCTION violations_guard_proof_told();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER violations_proof_told;

CREATE OR REPLACE FUNCTION violations_guard_contract_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE proof contracts_endingproof;
BEGIN
    SELECT * INTO proof FROM contracts_endingproof WHERE id = CASE NEW.state
        WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END;
    IF proof.kind = 'final_decision' AND violations_is_untold(
        (SELECT id FROM violations_case WHERE public_id = proof.source_id)
    ) THEN
        PERFORM violations_refuse('The result of the appeal is served before it is carried out.');
    END IF;
    RETURN NEW;
END $$;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act.
CREATE OR REPLACE TRIGGER violations_contract_told BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION violations_guard_contract_told();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER violations_contract_told;

CREATE OR REPLACE FUNCTION violations_guard_closing_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_is_untold(NEW.id) THEN
        PERFORM violations_refuse('The result of the appeal is served before the case is closed.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_closed_told BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.state = 'closed' AND OLD.state <> 'closed')
    EXECUTE FUNCTION violations_guard_closing_told();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_closed_told;
