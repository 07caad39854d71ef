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

-- Nor is an entry decided by who stood back from the contract; a document is the deputy's, who
-- stands back from none.
CREATE OR REPLACE FUNCTION contracts_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract held
        WHERE (held.public_id = NEW.target_id OR held.id = (
            SELECT contract_id FROM contracts_settlement WHERE public_id = NEW.target_id
        )) AND contracts_stood_back(held.agency_id, held.office_id, NEW.decided_by)
    ) THEN
        PERFORM contracts_refuse('Who stood back from a contract does nothing more on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_pendingact_parts BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.act IN ('contract.enter-addendum', 'contract.record-judgment',
            'contract.serve-notice', 'settlement.remit')
        AND OLD.state = 'pending' AND NEW.state IN ('confirmed', 'refused')
    )
    EXECUTE FUNCTION contracts_guard_second();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER contracts_pendingact_parts;
