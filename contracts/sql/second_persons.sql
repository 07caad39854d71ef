-- Entries on contracts that a second person confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('contract.enter-addendum', 'contracts.contract',
    $$SELECT agency.public_id FROM contracts_contract held
        JOIN agencies_agency agency ON agency.id = held.agency_id WHERE held.public_id = $1$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.reopen province deputy'
);
SELECT approvals_allow('contract.serve-notice', 'contracts.contract',
    $$SELECT agency.public_id FROM contracts_contract held
        JOIN agencies_agency agency ON agency.id = held.agency_id WHERE held.public_id = $1$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.reopen province deputy'
);
SELECT approvals_allow('settlement.remit', 'contracts.settlement',
    $$SELECT agency.public_id FROM contracts_settlement account
        JOIN contracts_contract held ON held.id = account.contract_id
        JOIN agencies_agency agency ON agency.id = held.agency_id WHERE account.public_id = $1$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.reopen province deputy'
);
SELECT approvals_allow('contract.record-document', 'contracts.contract', '',
    'case.reopen province deputy');
SELECT approvals_allow('contract.record-judgment', 'contracts.contract', '',
    'case.reopen province deputy');

SELECT offices_bar_second('contracts.contract',
    'SELECT office_id, NULL::bigint FROM contracts_contract WHERE public_id = $1');
SELECT offices_bar_second('contracts.settlement',
    'SELECT held.office_id, account.holder_id FROM contracts_settlement account'
    ' JOIN contracts_contract held ON held.id = account.contract_id WHERE account.public_id = $1');

-- Nor is an entry proposed or decided by who stood back from the contract; a document is decided by
-- the deputy, who stands back from none; a judgment by nobody who decided what is judged.
CREATE OR REPLACE FUNCTION contracts_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    actor bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.proposed_by ELSE NEW.decided_by END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.act = 'contract.record-document' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM contracts_contract held
        WHERE (held.public_id = NEW.target_id OR held.id = (
            SELECT contract_id FROM contracts_settlement WHERE public_id = NEW.target_id
        )) AND contracts_stood_back(held.agency_id, held.office_id, actor)
    ) THEN
        PERFORM contracts_refuse('Who stood back from a contract does nothing more on it.');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.act = 'contract.record-judgment' AND EXISTS (
        SELECT FROM contracts_contract held
        LEFT JOIN contracts_endingproof proof ON proof.kind <> 'recorded_document'
            AND proof.id IN (held.suspension_proof_id, held.ending_proof_id)
        WHERE held.public_id = NEW.target_id AND (accounts_same_person(held.acted_by, actor)
            OR accounts_same_person(proof.decided_by, actor))
    ) THEN
        PERFORM contracts_refuse('Who decided about a contract confirms no judgment on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_pendingact_parts BEFORE INSERT OR UPDATE
    ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.target_type IN ('contracts.contract', 'contracts.settlement')
        AND NEW.state IN ('pending', 'confirmed', 'refused')
    )
    EXECUTE FUNCTION contracts_guard_second();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER contracts_pendingact_parts;
