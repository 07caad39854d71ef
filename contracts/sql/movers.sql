-- Moves of contracts and guarantees whose rows name nobody: the event names who moved them, and
-- that person held the role for it. Suspensions and ends name their actor (deciders.sql).

SELECT audit_ask_mover('contracts_contract', 'sent', 'UPDATE',
    $$OLD.state = 'draft' AND NEW.state = 'pending_signature'$$, 'contracts.contract', '',
    'contract.sent agency_manager@agency_id>agencies_agency agency_clerk@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_contract', 'returned', 'UPDATE',
    $$OLD.state = 'pending_signature' AND NEW.state = 'draft'$$, 'contracts.contract', '',
    'contract.returned agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_contract', 'given_up', 'UPDATE',
    $$OLD.state IN ('draft', 'pending_signature') AND NEW.state = 'void'$$,
    'contracts.contract', '',
    'contract.voided agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_contract', 'settled', 'UPDATE',
    $$OLD.state <> 'settled' AND NEW.state = 'settled'$$, 'contracts.contract', '',
    'contract.settled agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_contract', 'over', 'UPDATE',
    $$OLD.state IN ('active', 'suspended', 'termination_notice')
        AND NEW.state IN ('ended_mutual', 'expired', 'renewed')$$, 'contracts.contract', '',
    'contract.ended_mutual system', 'contract.expired system', 'contract.renewed system'
);

-- A suspension ends early by the agency's manager, or with its ground; the clock ends it after its
-- last day. Whether a ground has fallen is known to `oversight` (its annulments.sql).
SELECT audit_ask_mover('contracts_contract', 'resumed', 'UPDATE',
    $$OLD.state = 'suspended' AND NEW.state = 'active'
        AND coalesce(OLD.suspended_until >= public.pishkhan_today(), true)$$,
    'contracts.contract', '',
    'contract.resumed agency_manager@agency_id>agencies_agency',
    'contract.suspension_annulled * system', 'contract.suspension_shortened * system'
);
SELECT audit_ask_mover('contracts_contract', 'lapsed', 'UPDATE',
    $$OLD.state = 'suspended' AND NEW.state = 'active'
        AND OLD.suspended_until < public.pishkhan_today()$$, 'contracts.contract', '',
    'contract.suspension_lapsed system',
    'contract.resumed agency_manager@agency_id>agencies_agency',
    'contract.suspension_annulled * system', 'contract.suspension_shortened * system'
);
SELECT audit_ask_mover('contracts_contract', 'withdrawn', 'UPDATE',
    $$OLD.state = 'termination_notice' AND NEW.state IN ('active', 'suspended')$$,
    'contracts.contract', '',
    'contract.notice_withdrawn agency_manager@agency_id>agencies_agency',
    'contract.proof_annulled * system'
);

-- An end by agreement is proposed by the manager; the office, or both, take it back.
SELECT audit_ask_mover('contracts_contract', 'end_proposed', 'UPDATE',
    $$NEW.mutual_end_on IS NOT NULL AND NEW.mutual_end_on IS DISTINCT FROM OLD.mutual_end_on
        AND OLD.mutual_end_accepted_on IS NULL$$,
    'contracts.contract', '', 'contract.end_proposed agency_manager@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_contract', 'end_postponed', 'UPDATE',
    $$NEW.mutual_end_on IS NOT NULL AND NEW.mutual_end_on IS DISTINCT FROM OLD.mutual_end_on
        AND OLD.mutual_end_accepted_on IS NOT NULL$$,
    'contracts.contract', '', 'contract.end_postponed system'
);
SELECT audit_ask_mover('contracts_contract', 'end_declined', 'UPDATE',
    $$OLD.mutual_end_on IS NOT NULL AND NEW.mutual_end_on IS NULL$$, 'contracts.contract', '',
    'contract.end_declined operator@office_id>offices_office'
        ' agency_manager@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_contract', 'end_reconsidered', 'UPDATE',
    $$OLD.mutual_end_accepted_on IS NOT NULL AND NEW.mutual_end_accepted_on IS NULL$$,
    'contracts.contract', '',
    'contract.end_acceptance_withdrawn operator@office_id>offices_office'
);

-- An acceptance of a contract or an addendum is withdrawn by the office that gave it.
SELECT audit_ask_mover('contracts_contract', 'acceptance_withdrawn', 'UPDATE',
    $$OLD.accepted_by IS NOT NULL AND NEW.accepted_by IS NULL
        AND NEW.state = 'pending_signature'$$,
    'contracts.contract', '',
    'contract.acceptance_withdrawn operator@office_id>offices_office'
);
SELECT audit_ask_mover('contracts_contractaddendum', 'acceptance_withdrawn', 'UPDATE',
    $$OLD.state = 'accepted' AND NEW.state = 'proposed'$$,
    'contracts.contract', 'contract_id>contracts_contract',
    'contract.addendum_acceptance_withdrawn'
        ' operator@contract_id>contracts_contract.office_id>offices_office'
);

SELECT audit_ask_mover('contracts_guarantee', 'released', 'UPDATE',
    $$OLD.state <> 'released' AND NEW.state = 'released'$$, 'contracts.contract',
    'contract_id>contracts_contract',
    'contract.guarantee_released'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency',
    'contract.guarantee_extended'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency',
    'contract.guarantee_replaced'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency',
    'contract.settled'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_guarantee', 'expired', 'UPDATE',
    $$OLD.state <> 'expired' AND NEW.state = 'expired'$$, 'contracts.contract',
    'contract_id>contracts_contract', 'contract.guarantee_expired system'
);

-- Columns that no state names: each changes with the event that says so.
SELECT audit_ask_change('contracts_contract', 'agency_number, kind', 'contracts.contract', '',
    'contract.changed agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency'
);
SELECT audit_ask_change('contracts_contract',
    'starts_on, ends_on, value, notice_days, retention_percent, retention_reason',
    'contracts.contract', '',
    'contract.changed agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency',
    'contract.addendum_accepted operator@office_id>offices_office',
    'contract.addendum_entered *', 'contract.amended * system'
);
SELECT audit_ask_change('contracts_contract', 'signed_on, quota_exception',
    'contracts.contract', '', 'contract.signed agency_manager@agency_id>agencies_agency'
);
SELECT audit_ask_change('contracts_contract', 'mutual_end_reason', 'contracts.contract', '',
    'contract.end_proposed agency_manager@agency_id>agencies_agency',
    'contract.end_declined operator@office_id>offices_office'
        ' agency_manager@agency_id>agencies_agency'
);
SELECT audit_ask_change('contracts_contract', 'ended_on', 'contracts.contract', '',
    'contract.terminated agency_manager@agency_id>agencies_agency', 'contract.expired system',
    'contract.renewed system', 'contract.ended_mutual system', 'contract.reinstated * system',
    'contract.import_disowned *'
);
SELECT audit_ask_change('contracts_contract', 'ending_proof_id, notice_id', 'contracts.contract',
    '', 'contract.notice_issued agency_manager@agency_id>agencies_agency',
    'contract.notice_withdrawn agency_manager@agency_id>agencies_agency',
    'contract.proof_annulled * system', 'contract.reinstated * system'
);
SELECT audit_ask_change('contracts_contract', 'notice_proof', 'contracts.contract',
    '', 'contract.notice_served *',
    'contract.notice_withdrawn agency_manager@agency_id>agencies_agency',
    'contract.proof_annulled * system', 'contract.reinstated * system'
);
SELECT audit_ask_mover('contracts_guarantee', 'called', 'UPDATE',
    $$OLD.state <> 'called' AND NEW.state = 'called'$$, 'contracts.contract',
    'contract_id>contracts_contract',
    'contract.guarantee_called'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
);
SELECT audit_ask_change('contracts_contract', 'settled_on', 'contracts.contract', '',
    'contract.settled agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency'
);
SELECT audit_ask_change('contracts_contract', 'standing_exception', 'contracts.contract', '',
    'contract.changed agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency',
    'contract.signed agency_manager@agency_id>agencies_agency'
);
SELECT audit_ask_mover('contracts_guarantee', 'added', 'INSERT', 'true', 'contracts.contract',
    'contract_id>contracts_contract',
    'contract.guaranteed'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency',
    'contract.guarantee_extended'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency',
    'contract.guarantee_replaced'
        ' agency_manager@contract_id>contracts_contract.agency_id>agencies_agency'
        ' agency_clerk@contract_id>contracts_contract.agency_id>agencies_agency',
    'contract.imported secretariat'
);
-- Who stands back from the contracts of an office says so.
SELECT audit_ask_mover('contracts_contractrecusal', 'stood_back', 'INSERT', 'true',
    'contracts.contract', 'contract_id>contracts_contract',
    'contract.stood_back =user_id', 'contract.recused_last =user_id'
);
