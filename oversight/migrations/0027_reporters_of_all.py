"""
Who reported is asked of all rows, whoever asks (docs/adr/0022-row-policies.md).

A review counts cases of other agencies; their reports are fenced from those who decide it. The guard
sees them; the action and the page asked in their reader's scope, and so offered a decision that the
guard then refused.
"""

from django.db import migrations

ASKED = """
    SELECT EXISTS (
        SELECT 1 FROM oversight_terminationreview_flags joined
        JOIN oversight_flag_cases counted ON counted.flag_id = joined.flag_id
        JOIN violations_casereport part ON part.case_id = counted.case_id
        JOIN violations_violationreport report ON report.id = part.report_id
        WHERE joined.terminationreview_id = wanted
          AND accounts_same_person(report.reporter_id, person)
    )
"""
PATH = "SET search_path = pg_catalog, public, pg_temp"
FORWARD = f"""
CREATE OR REPLACE FUNCTION oversight_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE {PATH} AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := ({ASKED});
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;
"""
BACKWARD = f"""
CREATE OR REPLACE FUNCTION oversight_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE {PATH} AS $$ {ASKED} $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0026_namings_by_row"),
        ("violations", "0025_row_policies"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
