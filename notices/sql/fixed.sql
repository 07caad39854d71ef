-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('notices_notification', 'public_id', 'created_at', 'at', 'event', 'kind',
    'topic', 'values', 'user_id', 'role', 'url');
SELECT pishkhan_fix('notices_webhook', 'public_id', 'created_at', 'grant_id');
SELECT pishkhan_fix('notices_message', 'webhook_id');
SELECT pishkhan_keep_rows('notices_notification');
