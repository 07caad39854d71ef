-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('territory_division', 'public_id', 'created_at', 'level');
SELECT pishkhan_keep_rows('territory_division');
