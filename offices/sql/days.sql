-- Columns in which `offices` refuses days to come.

SELECT pishkhan_guard_days('offices_officestateinterval', 'starts_on', 'ends_on', 'document_on');
SELECT pishkhan_guard_days('offices_office', 'first_active_on', 'last_activity_on');
SELECT pishkhan_guard_days('offices_licence', 'document_on');
SELECT pishkhan_guard_days('offices_licencescan', 'kept_on', 'document_on', 'in_force_on');
SELECT pishkhan_guard_days('offices_officeletter', 'kept_on', 'document_on', 'in_force_on');
