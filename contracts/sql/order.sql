-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'contracts_contract', 'contracts_contractaddendum', 'contracts_contractarticle',
    'contracts_contractrecusal', 'contracts_contractscan', 'contracts_contractservice',
    'contracts_endingproof', 'contracts_guarantee', 'contracts_guaranteecall',
    'contracts_papercontest', 'contracts_remittance', 'contracts_settlement', 'contracts_waiver'
]) AS name;
