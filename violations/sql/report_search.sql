-- Search in the text of reports by an index that only one function reads (docs/adr/0022).
--
-- PostgreSQL evaluates a row policy before any condition that is not leakproof, `LIKE` among
-- them, so an index on the protected table does not serve. The search keys are in a table that
-- only its owner reads; the function returns ids, and the row policy and `visible_to` decide
-- which of them show.

CREATE TABLE IF NOT EXISTS violations_reportkey (
    report_id bigint PRIMARY KEY
        REFERENCES violations_violationreport (id) ON DELETE CASCADE,
    key text NOT NULL
);
CREATE INDEX IF NOT EXISTS violations_reportkey_holding
    ON violations_reportkey USING gin (key gin_trgm_ops);
REVOKE ALL ON violations_reportkey FROM PUBLIC;

CREATE OR REPLACE FUNCTION violations_keep_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO violations_reportkey VALUES (NEW.id, NEW.search_key)
    ON CONFLICT (report_id) DO UPDATE SET key = EXCLUDED.key;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER violations_violationreport_key AFTER INSERT OR UPDATE OF search_key
    ON violations_violationreport FOR EACH ROW EXECUTE FUNCTION violations_keep_key();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_violationreport_key;

CREATE OR REPLACE FUNCTION violations_reports_holding(part text, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT report_id FROM violations_reportkey
        WHERE key LIKE '%' || regexp_replace(part, '([\\%_])', '\\\1', 'g') || '%'
        LIMIT most
    );
END $$;
