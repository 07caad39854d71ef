-- Columns in which `contracts` refuses days to come.

SELECT pishkhan_guard_days(
    'contracts_contract', 'accepted_on', 'acceptance_missed_on', 'declined_on', 'signed_on',
    'suspended_on', 'notice_issued_on', 'notice_served_on', 'notice_entered_on',
    'terminated_on', 'ended_on', 'mutual_end_accepted_on', 'settled_on', 'confirmed_on',
    'disowned_on', 'notice_reminded_on', 'notice_reminded_again_on', 'notice_paper_since'
);
SELECT pishkhan_guard_days('contracts_contractaddendum', 'proposed_on', 'accepted_on', 'closed_on',
    'in_force_on');
SELECT pishkhan_guard_days('contracts_endingproof', 'document_on', 'decided_on',
    'in_force_on');
SELECT pishkhan_guard_days('contracts_waiver', 'given_on');
SELECT pishkhan_guard_days('contracts_settlement', 'period_last', 'recorded_on', 'settled_on');
SELECT pishkhan_guard_days('contracts_contractscan', 'kept_on');
SELECT pishkhan_guard_days('contracts_papercontest', 'contested_on');
SELECT pishkhan_guard_days('contracts_remittance', 'paid_on', 'recorded_on');
SELECT pishkhan_guard_days('contracts_guaranteecall', 'called_on');
