-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('lists_job', 'public_id', 'created_at', 'user_id', 'user_name', 'grant_id',
    'role', 'scope_ids', 'kind', 'list_name');
SELECT pishkhan_fix('lists_savedview', 'public_id', 'created_at', 'owner_id');
