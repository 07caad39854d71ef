"""
What was written in reports is found by an index that nobody reads but one function (ADR 22).

A row policy is asked before any condition that is not leakproof, `LIKE` among them, so that the
index on the fenced table could no longer serve. The keys lie in a table of the owner's alone; the
function answers with ids, and which of them may be seen is the policy's and `visible_to`'s matter.
"""

from django.db import migrations

FORWARD = r"""
CREATE TABLE violations_reportkey (
    report_id bigint PRIMARY KEY
        REFERENCES violations_violationreport (id) ON DELETE CASCADE,
    key text NOT NULL
);
INSERT INTO violations_reportkey SELECT id, search_key FROM violations_violationreport;
CREATE INDEX violations_reportkey_holding ON violations_reportkey USING gin (key gin_trgm_ops);
REVOKE ALL ON violations_reportkey FROM PUBLIC;

CREATE FUNCTION violations_keep_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO violations_reportkey VALUES (NEW.id, NEW.search_key)
    ON CONFLICT (report_id) DO UPDATE SET key = EXCLUDED.key;
    RETURN NULL;
END $$;
CREATE TRIGGER violations_violationreport_key AFTER INSERT OR UPDATE OF search_key
    ON violations_violationreport FOR EACH ROW EXECUTE FUNCTION violations_keep_key();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_violationreport_key;

CREATE FUNCTION violations_reports_holding(part text, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT report_id FROM violations_reportkey
        WHERE key LIKE '%' || regexp_replace(part, '([\\%_])', '\\\1', 'g') || '%'
        LIMIT most
    );
END $$;
"""

BACKWARD = """
DROP FUNCTION violations_reports_holding(text, integer);
DROP TRIGGER violations_violationreport_key ON violations_violationreport;
DROP FUNCTION violations_keep_key();
DROP TABLE violations_reportkey;
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0027_sessions_by_row")]

    operations = [
        migrations.RemoveIndex(model_name="violationreport", name="violations_report_search"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
