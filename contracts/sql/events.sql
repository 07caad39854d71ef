-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('contracts_contract', 'contracts.contract', '',
    '{}');
SELECT audit_watch('contracts_guarantee', 'contracts.contract', 'contract_id>contracts_contract',
    '{}');
SELECT audit_watch('contracts_settlement', 'contracts.contract', 'contract_id>contracts_contract',
    '{due_on}');
SELECT audit_watch('contracts_contractaddendum', 'contracts.contract',
    'contract_id>contracts_contract', '{contest_until,reconsider_until}');
SELECT audit_watch('contracts_endingproof', 'contracts.contract',
    'contract_id>contracts_contract', '{}', '{INSERT,UPDATE}');
SELECT audit_watch('contracts_contractscan', 'contracts.contract',
    'contract_id>contracts_contract', '{}', '{INSERT}');
SELECT audit_watch('contracts_papercontest', 'contracts.contract',
    'contract_id>contracts_contract', '{}', '{INSERT}');
