-- Row policies: files and bulks open to the account that asked for them.
--
-- As in violations/sql/row_policies.sql: without a scope a table shows no row; triggers see all.

ALTER TABLE lists_job ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON lists_job;
CREATE POLICY tenant ON lists_job USING (
    (SELECT current_setting('app.scope', true)) = 'system'
    OR (SELECT pg_trigger_depth()) > 0
    OR user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)
);
