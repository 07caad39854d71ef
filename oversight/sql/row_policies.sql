-- Row policies: notes on a review and the stand-ins of a review open to the agency of the review.
--
-- As in violations/sql/row_policies.sql: without a scope a table shows no row; triggers see all.

ALTER TABLE oversight_reviewnote ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON oversight_reviewnote;
CREATE POLICY tenant ON oversight_reviewnote USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR agency_id = ANY (ARRAY(
        SELECT named.id FROM agencies_agency named
        WHERE named.public_id = ANY (string_to_array(
            NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[])))
);

-- The table belongs to `violations`; its other policy opens the stand-ins of cases.
DROP POLICY IF EXISTS tenant_of_review ON violations_standin;
CREATE POLICY tenant_of_review ON violations_standin USING (
    step = 'review' AND EXISTS (
        SELECT FROM oversight_terminationreview review
        WHERE review.public_id = violations_standin.subject_id
          AND review.agency_id = ANY (ARRAY(
              SELECT named.id FROM agencies_agency named
              WHERE named.public_id = ANY (string_to_array(
                  NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))) OFFSET 0
    )
);
