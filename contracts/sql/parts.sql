-- Parts of a contract: each is added or removed with an event about it (audit/sql/parts.sql).

SELECT audit_watch_part('contracts_contractservice', '{INSERT,DELETE}', 'contracts.contract',
    'contract_id>contracts_contract');
SELECT audit_watch_part('contracts_contractarticle', '{INSERT,DELETE}', 'contracts.contract',
    'contract_id>contracts_contract');
SELECT audit_watch_part('contracts_guaranteecall', '{INSERT}', 'contracts.contract',
    'guarantee_id>contracts_guarantee.contract_id>contracts_contract');
SELECT audit_watch_part('contracts_remittance', '{INSERT}', 'contracts.contract',
    'settlement_id>contracts_settlement.contract_id>contracts_contract');
