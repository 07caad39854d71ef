-- What is written of a contract as its state moves, and at no other time.

SELECT audit_tie_to_moves('contracts_contract', '{signed_on,signed_by}',
    'pending_signature>active');
SELECT audit_tie_to_moves('contracts_contract', '{agency_number,kind,retention_reason}', '=draft');
SELECT audit_tie_to_moves('contracts_contract', '{standing_exception}',
    '=draft', 'pending_signature>active');
SELECT audit_tie_to_moves('contracts_contract', '{quota_exception}', 'pending_signature>active');
SELECT audit_tie_to_moves('contracts_contract', '{ended_on,terminated_on}',
    '%>terminated', '%>expired', '%>ended_mutual', '%>renewed', '%>void', 'terminated>active');
SELECT audit_tie_to_moves('contracts_contract', '{ending_proof_id,notice_id,notice_issued_on}',
    '%>termination_notice', 'termination_notice>active', 'termination_notice>suspended',
    'termination_notice>expired', 'terminated>active', 'terminated>expired');
SELECT audit_tie_to_moves('contracts_contract',
    '{notice_served_on,notice_entered_on,notice_proof,notice_ends_on}',
    '=termination_notice', '%>termination_notice', 'termination_notice>active',
    'termination_notice>suspended', 'termination_notice>expired', 'terminated>active',
    'terminated>expired');
SELECT audit_tie_to_moves('contracts_contract', '{settled_on}', '%>settled');
SELECT audit_tie_to_moves('contracts_contract',
    '{mutual_end_on,mutual_end_accepted_on,mutual_end_accepted_by}', '=active', 'active>%');
