-- Row policies: news open to their reader, letters to the agency and the office they are about.
--
-- As in violations/sql/row_policies.sql: without a scope a table shows no row; triggers see all.

ALTER TABLE notices_notification ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON notices_notification;
CREATE POLICY tenant ON notices_notification USING (
    (SELECT current_setting('app.scope', true)) = 'system'
    OR (SELECT pg_trigger_depth()) > 0
    OR user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)
);

ALTER TABLE notices_letter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON notices_letter;
CREATE POLICY tenant ON notices_letter USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR agency_id = ANY (ARRAY(
        SELECT unnest(string_to_array(
            NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[])))
    OR office_id = ANY (ARRAY(
        SELECT unnest(string_to_array(
            NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
);

-- The file of a letter and what proves its arrival open with the letter.
ALTER TABLE notices_letterfile ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON notices_letterfile;
CREATE POLICY tenant ON notices_letterfile USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM notices_letter letter WHERE letter.id = notices_letterfile.letter_id OFFSET 0
    )
);

ALTER TABLE notices_dispatch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON notices_dispatch;
CREATE POLICY tenant ON notices_dispatch USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM notices_letter letter WHERE letter.id = notices_dispatch.letter_id OFFSET 0
    )
);
