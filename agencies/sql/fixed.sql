-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('agencies_agency', 'public_id', 'created_at', 'code', 'kind', 'letter',
    'province_id');
SELECT pishkhan_fix('agencies_agencystaff', 'public_id', 'created_at', 'agency_id');
SELECT pishkhan_fix('agencies_service', 'public_id', 'created_at', 'code', 'agency_id');
SELECT pishkhan_keep_rows('agencies_agency');
SELECT pishkhan_keep_rows('agencies_service');
SELECT pishkhan_keep_rows('agencies_agencystaff');
