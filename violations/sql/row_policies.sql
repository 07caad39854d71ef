-- Row policies: reports, files, drafts and the texts of cases open only to their parties.
--
-- Each policy reads the settings that `core.scope` makes for a transaction. Where no scope is
-- set, a table shows no row, not even to its owner (FORCE). `visible_to` is narrower; the
-- policies are the fence around it (docs/adr/0022-row-policies.md).
--
-- - Each setting is read in a sub-select, so that PostgreSQL reads it once for a statement.
-- - Triggers see all rows (pg_trigger_depth), because a guard judges the whole record.
-- - `OFFSET 0` keeps a sub-select apart: PostgreSQL asks it by index for the rows that reach it,
--   and does not hash all cases of the province.

ALTER TABLE violations_violationreport ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_violationreport;
CREATE POLICY tenant ON violations_violationreport USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR agency_id = ANY (ARRAY(
        SELECT named.id FROM agencies_agency named
        WHERE named.public_id = ANY (string_to_array(
            NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[])))
    OR reporter_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)
    OR EXISTS (
        SELECT FROM violations_casereport joined
        JOIN violations_case kase ON kase.id = joined.case_id
        WHERE joined.report_id = violations_violationreport.id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

-- A draft, a sheet of reports and its rows are private to the account that makes them.
ALTER TABLE violations_reportdraft ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_reportdraft;
CREATE POLICY tenant ON violations_reportdraft USING (
    (SELECT current_setting('app.scope', true)) = 'system'
    OR (SELECT pg_trigger_depth()) > 0
    OR user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)
);

ALTER TABLE violations_reportsheet ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_reportsheet;
CREATE POLICY tenant ON violations_reportsheet USING (
    (SELECT current_setting('app.scope', true)) = 'system'
    OR (SELECT pg_trigger_depth()) > 0
    OR user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)
);

ALTER TABLE violations_sheetrow ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_sheetrow;
CREATE POLICY tenant ON violations_sheetrow USING (
    (SELECT current_setting('app.scope', true)) = 'system'
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_reportsheet sheet
        WHERE sheet.id = violations_sheetrow.sheet_id OFFSET 0
    )
);

-- A file opens to its uploader and with the report, the case or the contract it belongs to.
ALTER TABLE violations_evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_evidence;
CREATE POLICY tenant ON violations_evidence USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR uploaded_by = (SELECT NULLIF(current_setting('app.user_id', true), '')::bigint)
    OR EXISTS (
        SELECT FROM violations_violationreport report
        WHERE report.id = violations_evidence.report_id OFFSET 0
    )
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_evidence.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
    OR EXISTS (
        SELECT FROM contracts_contract contract
        WHERE contract.id = violations_evidence.contract_id AND (
            contract.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[])))
            OR contract.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
        ) OFFSET 0
    )
);

-- Notes on a case and the log of opened files stay with the agency and the county of the case.
ALTER TABLE violations_evidenceaccess ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_evidenceaccess;
CREATE POLICY tenant ON violations_evidenceaccess USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_evidenceaccess.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
        ) OFFSET 0
    )
);

ALTER TABLE violations_casenote ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_casenote;
CREATE POLICY tenant ON violations_casenote USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_casenote.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
        ) OFFSET 0
    )
);

-- The papers of a case open to its agency, county and office; the association sees members'.
ALTER TABLE violations_notice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_notice;
CREATE POLICY tenant ON violations_notice USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_notice.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

ALTER TABLE violations_defence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_defence;
CREATE POLICY tenant ON violations_defence USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_defence.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

ALTER TABLE violations_decision ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_decision;
CREATE POLICY tenant ON violations_decision USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_decision.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

ALTER TABLE violations_appeal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_appeal;
CREATE POLICY tenant ON violations_appeal USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_appeal.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

ALTER TABLE violations_correctiveaction ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_correctiveaction;
CREATE POLICY tenant ON violations_correctiveaction USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_correctiveaction.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

-- The minutes of a session open to the parties of its case; a seat opens with its session.
ALTER TABLE violations_hearingsession ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_hearingsession;
CREATE POLICY tenant ON violations_hearingsession USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_hearingsession.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
            OR kase.office_id = ANY (ARRAY(
                SELECT named.id FROM offices_office named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.office_ids', true), ''), ',')::uuid[])))
            OR ((SELECT current_setting('app.scope', true)) = 'association'
                AND kase.served_on IS NOT NULL AND EXISTS (
                    SELECT FROM offices_office office
                    WHERE office.id = kase.office_id AND office.is_member))
        ) OFFSET 0
    )
);

ALTER TABLE violations_sessionseat ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_sessionseat;
CREATE POLICY tenant ON violations_sessionseat USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_hearingsession session
        WHERE session.id = violations_sessionseat.session_id OFFSET 0
    )
);

-- A stand-in opens to the agency and the county of the case; `oversight` adds one for reviews.
ALTER TABLE violations_standin ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_standin;
CREATE POLICY tenant ON violations_standin USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase
        WHERE kase.public_id = violations_standin.subject_id
          AND violations_standin.step IN ('decision', 'appeal')
          AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
        ) OFFSET 0
    )
);
