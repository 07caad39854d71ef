-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('contracts_contract', 'created_at', 'county_id', 'renewed_from_id',
    'renewal_exception');
SELECT pishkhan_write_once('contracts_contract', 'confirmed_by', 'confirmed_on', 'drafted_by',
    'signed_by', 'settled_on');
SELECT pishkhan_fix('contracts_guarantee', 'public_id', 'created_at');
SELECT pishkhan_fix('contracts_contractservice', 'created_at');
SELECT pishkhan_fix('contracts_settlement', 'public_id', 'created_at');
