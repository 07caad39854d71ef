-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('agencies_agency', 'public_id', 'created_at', 'code', 'kind', 'letter',
    'province_id');
SELECT pishkhan_fix('agencies_agencystaff', 'public_id', 'created_at', 'agency_id');
SELECT pishkhan_fix('agencies_service', 'public_id', 'created_at', 'code', 'agency_id');
SELECT pishkhan_keep_rows('agencies_agency');
SELECT pishkhan_keep_rows('agencies_service');
SELECT pishkhan_keep_rows('agencies_agencystaff');

-- An agency has another seat, a service and a contact end; the rest is loaded.
SELECT accounts_load_columns('agencies_agency', 'name', 'short_name', 'is_active',
    'is_secretariat', 'position', 'requires_guarantee');
SELECT accounts_load_columns('agencies_service', 'title', 'fee', 'fee_source');
SELECT accounts_load_columns('agencies_agencystaff', 'full_name', 'phone', 'position',
    'unit_id');
