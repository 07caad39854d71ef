-- Row policies: the money of a contract opens to its agency and its office alone.
--
-- As in violations/sql/row_policies.sql: without a scope a table shows no row; triggers see all.

ALTER TABLE contracts_guarantee ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON contracts_guarantee;
CREATE POLICY tenant ON contracts_guarantee USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM contracts_contract contract
        WHERE contract.id = contracts_guarantee.contract_id AND (
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

ALTER TABLE contracts_settlement ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON contracts_settlement;
CREATE POLICY tenant ON contracts_settlement USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM contracts_contract contract
        WHERE contract.id = contracts_settlement.contract_id AND (
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

-- What was paid opens with what it was paid for.
ALTER TABLE contracts_remittance ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON contracts_remittance;
CREATE POLICY tenant ON contracts_remittance USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM contracts_settlement parent
        WHERE parent.id = contracts_remittance.settlement_id OFFSET 0
    )
);

ALTER TABLE contracts_guaranteecall ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON contracts_guaranteecall;
CREATE POLICY tenant ON contracts_guaranteecall USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM contracts_guarantee parent
        WHERE parent.id = contracts_guaranteecall.guarantee_id OFFSET 0
    )
);
