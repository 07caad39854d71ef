-- Columns that stay as they were written, and rows that are never deleted.

-- Two accounts that changed their numbers would change their roles.
SELECT pishkhan_fix('accounts_user', 'id', 'public_id', 'created_at', 'username');
SELECT pishkhan_keep_rows('accounts_user');
SELECT pishkhan_fix('accounts_apitoken', 'id', 'public_id', 'created_at', 'grant_id', 'digest',
    'seal', 'prefix', 'addresses', 'replaces_id', 'name');
SELECT pishkhan_write_once('accounts_apitoken', 'revoked_at');
SELECT pishkhan_keep_rows('accounts_apitoken');

-- A key may be narrowed, never widened; «*» stands for every scope of the role.
CREATE OR REPLACE TRIGGER zy_narrowed BEFORE UPDATE ON accounts_apitoken
    FOR EACH ROW WHEN (NOT (NEW.scopes <@ OLD.scopes OR OLD.scopes @> '["*"]'))
    EXECUTE FUNCTION pishkhan_refuse_fixed('scopes');
ALTER TABLE accounts_apitoken ENABLE ALWAYS TRIGGER zy_narrowed;
