"""A review leans on no case in which an objection still waits, as on no result not served (ADR 36)."""

from django.db import migrations

UNTOLD = r"""
CREATE OR REPLACE FUNCTION oversight_untold(wanted bigint[])
RETURNS TABLE (flag_id bigint, case_id bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE scope text := current_setting('app.scope', true);
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    RETURN QUERY
    SELECT DISTINCT leaned.flag, leaned.kase FROM (
        SELECT counted.flag_id AS flag, counted.case_id AS kase
        FROM oversight_flag_cases counted WHERE counted.flag_id = ANY(wanted)
        UNION ALL
        SELECT held.id, owed.case_id
        FROM oversight_flag held CROSS JOIN LATERAL unnest(held.facts) AS fact
        JOIN violations_correctiveaction owed ON owed.id =
            CASE WHEN fact LIKE 'correction:%' THEN split_part(fact, ':', 2)::bigint END
        WHERE held.id = ANY(wanted) AND held.code = 'F07'
        UNION ALL
        SELECT held.id, split_part(given ->> 'key', ':', 2)::bigint
        FROM oversight_flag held
        CROSS JOIN LATERAL jsonb_array_elements(held.inputs -> 'warnings') AS given
        WHERE held.id = ANY(wanted) AND held.code = 'F06' AND given ->> 'key' LIKE 'case:%'
    ) leaned
    JOIN violations_appeal objection ON objection.case_id = leaned.kase{decided}
    WHERE violations_is_untold(leaned.kase);
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
END $$;
COMMENT ON FUNCTION oversight_untold(bigint[]) IS
    'The cases on which flags lean and whose appeal''s result was not served on the office.';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0029_review_days_move_by_receipt"),
        ("violations", "0045_late_paper"),
    ]

    operations = [
        migrations.RunSQL(
            UNTOLD.replace("{decided}", ""),
            UNTOLD.replace("{decided}", " AND objection.decided_on IS NOT NULL"),
        )
    ]
