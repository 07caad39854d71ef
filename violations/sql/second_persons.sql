-- Acts in cases that a second person confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('case.close-no-action', 'violations.case',
    $$SELECT agency.public_id FROM violations_case kase
        JOIN agencies_agency agency ON agency.id = kase.agency_id
        WHERE kase.public_id = $1 AND kase.track = 'contract'$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.confirm_closing province committee_chair',
    'case.reopen province deputy'
);
SELECT approvals_allow('case.judgment', 'violations.case',
    $$SELECT agency.public_id FROM violations_case kase
        JOIN agencies_agency agency ON agency.id = kase.agency_id
        WHERE kase.public_id = $1 AND kase.track = 'contract'$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.confirm_closing province committee_chair',
    'case.reopen province deputy'
);
SELECT approvals_allow('case.service', 'violations.case',
    $$SELECT agency.public_id FROM violations_case kase
        JOIN agencies_agency agency ON agency.id = kase.agency_id
        WHERE kase.public_id = $1 AND kase.track = 'contract'$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.confirm_closing province committee_chair',
    'case.reopen province deputy'
);
-- A paper in the office's name goes before the deputy in any case.
SELECT approvals_allow('case.paper-appeal', 'violations.case', '',
    'case.reopen province deputy');
SELECT approvals_allow('case.paper-defence', 'violations.case', '',
    'case.reopen province deputy');

SELECT offices_bar_second('violations.case',
    'SELECT office_id, holder_id FROM violations_case WHERE public_id = $1');

-- Nor is an act in a case proposed or decided by who reported it or stood back from it, a paper of
-- its office decided by who decides the case or its objection, or decided in it, and a judgment by
-- who decided in it.
CREATE OR REPLACE FUNCTION violations_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_case bigint;
    actor bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.proposed_by ELSE NEW.decided_by END;
    day date := (NEW.decided_at AT TIME ZONE 'Asia/Tehran')::date;
BEGIN
    SELECT id INTO of_case FROM violations_case WHERE public_id = NEW.target_id;
    IF violations_stood_back(of_case, actor) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    IF violations_reported(of_case, actor) THEN
        PERFORM violations_refuse('Who reported a case proposes and confirms nothing in it.');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.act IN ('case.paper-appeal', 'case.paper-defence', 'case.judgment')
       AND EXISTS (
        SELECT FROM violations_decision decision
        WHERE decision.case_id = of_case AND accounts_same_person(decision.decided_by, actor)
    ) THEN
        PERFORM violations_refuse('Who decided in a case confirms no paper on it.');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.act IN ('case.paper-appeal', 'case.paper-defence')
       AND (violations_decides(of_case, 'decision', actor, day)
            OR violations_decides(of_case, 'appeal', actor, day)) THEN
        PERFORM violations_refuse('Who decides a case confirms no paper of its office.');
    END IF;
    RETURN NEW;
END $$;

-- Nor is a judgment on a contract that rests on a case decided by who decided in the case.
CREATE OR REPLACE FUNCTION violations_guard_contract_judgment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract held
        JOIN contracts_endingproof proof ON proof.kind = 'final_decision'
            AND proof.id IN (held.suspension_proof_id, held.ending_proof_id)
        JOIN violations_case kase ON kase.public_id = proof.source_id
        JOIN violations_decision decision ON decision.case_id = kase.id
        WHERE held.public_id = NEW.target_id
          AND accounts_same_person(decision.decided_by, NEW.decided_by)
    ) THEN
        PERFORM violations_refuse('Who decided in a case confirms no paper on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_pendingact_judged BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.act = 'contract.record-judgment' AND NEW.state IN ('confirmed', 'refused')
    )
    EXECUTE FUNCTION violations_guard_contract_judgment();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER violations_pendingact_judged;

CREATE OR REPLACE TRIGGER violations_pendingact_parts BEFORE INSERT OR UPDATE
    ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.target_type = 'violations.case' AND NEW.state IN ('pending', 'confirmed', 'refused')
    )
    EXECUTE FUNCTION violations_guard_second();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER violations_pendingact_parts;
