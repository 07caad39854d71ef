-- Columns in which `contracts` refuses days to come.

SELECT pishkhan_guard_days(
    'contracts_contract', 'signed_on', 'suspended_on', 'notice_issued_on', 'notice_served_on',
    'terminated_on', 'ended_on', 'mutual_end_accepted_on', 'settled_on', 'confirmed_on'
);
SELECT pishkhan_guard_days('contracts_endingproof', 'document_on', 'decided_on');
SELECT pishkhan_guard_days('contracts_waiver', 'given_on');
SELECT pishkhan_guard_days('contracts_settlement', 'period_last', 'recorded_on', 'settled_on');
SELECT pishkhan_guard_days('contracts_contractscan', 'kept_on');
