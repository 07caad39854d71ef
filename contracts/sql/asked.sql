-- Which role each person of a contract, waiver or settlement held at that moment.

SELECT accounts_ask('contracts_waiver', 'given_by', 'given_at',
    'operator@office_id>offices_office');
SELECT accounts_ask('contracts_contract', 'drafted_by', '',
    'agency_manager@agency_id>agencies_agency', 'agency_clerk@agency_id>agencies_agency');
SELECT accounts_ask('contracts_contract', 'signed_by', '',
    'agency_manager@agency_id>agencies_agency');
SELECT accounts_ask('contracts_contract', 'confirmed_by', 'confirmed_on',
    'agency_manager@agency_id>agencies_agency');
SELECT accounts_ask('contracts_contract', 'declined_by', 'declined_on',
    'operator@office_id>offices_office');
SELECT accounts_ask('contracts_contractaddendum', 'proposed_by', 'proposed_on',
    'agency_manager@contract_id>contracts_contract.agency_id>agencies_agency');
SELECT accounts_ask('contracts_contractaddendum', 'accepted_by', 'accepted_on',
    'operator@contract_id>contracts_contract.office_id>offices_office');
SELECT accounts_ask('contracts_contractaddendum', 'acceptance_entered_by', '',
    'agency_manager@contract_id>contracts_contract.agency_id>agencies_agency',
    'agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency');
SELECT accounts_ask('contracts_contractaddendum', 'closed_by', 'closed_on',
    'operator@contract_id>contracts_contract.office_id>offices_office',
    'agency_manager@contract_id>contracts_contract.agency_id>agencies_agency', 'system');
SELECT accounts_ask('contracts_papercontest', 'contested_by', 'contested_on',
    'operator@contract_id>contracts_contract.office_id>offices_office');
SELECT accounts_ask('contracts_settlement', 'recorded_by', 'recorded_on',
    'agency_manager@contract_id>contracts_contract.agency_id>agencies_agency',
    'agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency');
SELECT accounts_ask('contracts_settlement', 'settled_by', '',
    'agency_manager@contract_id>contracts_contract.agency_id>agencies_agency',
    'agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency');
SELECT accounts_ask('contracts_remittance', 'recorded_by', 'recorded_on',
    'agency_manager@settlement_id>contracts_settlement.contract_id>'
        'contracts_contract.agency_id>agencies_agency',
    'agency_clerk@settlement_id>contracts_settlement.contract_id>'
        'contracts_contract.agency_id>agencies_agency');
SELECT accounts_ask('contracts_guaranteecall', 'called_by', 'called_on',
    'agency_manager@guarantee_id>contracts_guarantee.contract_id>'
        'contracts_contract.agency_id>agencies_agency');
