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

-- Flags and reviews open to the province, to agencies, and to the office's side of the office that
-- they are about. Not one agency's alone: a decision of one, annulled, moves what another raised.
ALTER TABLE oversight_flag ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON oversight_flag;
CREATE POLICY tenant ON oversight_flag USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system', 'agency')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM offices_office office
        WHERE office.id = oversight_flag.office_id AND (
            office.public_id = ANY (ARRAY(
                SELECT unnest(string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR office.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association' AND office.is_member)
        ) OFFSET 0
    )
);

ALTER TABLE oversight_terminationreview ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON oversight_terminationreview;
CREATE POLICY tenant ON oversight_terminationreview USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system', 'agency')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM offices_office office
        WHERE office.id = oversight_terminationreview.office_id AND (
            office.public_id = ANY (ARRAY(
                SELECT unnest(string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR office.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association' AND office.is_member)
        ) OFFSET 0
    )
);
