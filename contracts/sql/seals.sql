-- Scans of contracts and recorded documents are kept with their seal in the history.

SELECT audit_ask_seal('contracts_contractscan', 'true', 'contracts.contract',
    'contract_id>contracts_contract', 'scan_sha256');
SELECT audit_ask_seal('contracts_endingproof', $$NEW.kind IN ('recorded_document', 'judgment')$$,
    'contracts.contract', 'contract_id>contracts_contract', 'scan_sha256');
