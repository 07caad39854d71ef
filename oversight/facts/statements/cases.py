"""The rules that count cases, points and what had to be put right: F01 to F07."""

# Critical cases are few and have an index of their own, violations_case_critical.
F01_GROUND = """
critical AS MATERIALIZED (
    SELECT c.id, c.office_id, c.agency_id, c.track, c.final_on FROM violations_case c
    JOIN {offices} o ON o.id = c.office_id AND o.holder_id = c.holder_id
    WHERE {counted} AND c.severity = 'critical' {c_only}
)"""

F01 = """
    SELECT 'F01', 'flag', 'contract', s.id, array_agg(c.id), NULL
    FROM critical c JOIN running s ON s.office_id = c.office_id AND s.agency_id = c.agency_id
    WHERE c.track = 'contract' AND c.final_on >= s.starts_on
    GROUP BY s.id HAVING count(*) >= %(count_f01)s
    UNION ALL
    SELECT 'F01', 'flag', 'licence', l.id, array_agg(c.id), NULL
    FROM critical c JOIN offices_licence l ON l.office_id = c.office_id
        AND l.state IN ('valid', 'renewal_requested', 'suspended', 'expired')
        AND l.issued_on <= %(as_of)s
    WHERE c.track = 'licence' AND c.final_on >= l.issued_on
    GROUP BY l.id HAVING count(*) >= %(count_f01)s"""

F02 = """
    SELECT 'F02', 'flag', 'contract', id, majors, NULL
    FROM mandates WHERE cardinality(majors) >= %(count_f02)s AND major_on >= starts_on"""

F03 = """
    SELECT 'F03', 'flag', 'contract', id, repeats, NULL
    FROM mandates WHERE repeat_on >= starts_on"""

F04_GROUND = """
live AS MATERIALIZED (
    SELECT e.office_id, e.holder_id, sum(e.points) AS total, array_agg(e.case_id) AS case_ids,
        max(e.effective_on) AS newest
    FROM violations_pointentry e
    WHERE e.points > 0 AND e.effective_on <= %(as_of)s AND e.expires_on > %(as_of)s {e_only}
      AND e.id NOT IN (
        SELECT r.reverses_id FROM violations_pointentry r
        WHERE r.reverses_id IS NOT NULL AND r.effective_on <= %(as_of)s)
    GROUP BY e.office_id, e.holder_id
    HAVING sum(e.points) >= LEAST(%(watch_f04)s, %(flag_f04)s)
),
loaded AS MATERIALIZED (
    SELECT e.office_id, e.total, e.newest,
        string_to_array('case:' || array_to_string(e.case_ids, ',case:'), ',') AS keys
    FROM live e
    JOIN {offices} o ON o.id = e.office_id AND o.holder_id = e.holder_id
)"""

F04 = """
    SELECT 'F04', 'watch', 'office', office_id, NULL, keys
    FROM loaded WHERE total >= %(watch_f04)s
    UNION ALL
    SELECT 'F04', 'flag', 'contract', s.id, NULL, e.keys
    FROM loaded e JOIN running s ON s.office_id = e.office_id
    WHERE e.total >= %(flag_f04)s AND e.newest >= s.starts_on"""

F05 = """
    SELECT 'F05', 'flag', 'office', office_id, array_agg(id), NULL
    FROM ripe WHERE severity = ANY(%(grades_f05)s) AND final_on >= %(from_f05)s
    GROUP BY office_id HAVING count(DISTINCT agency_id) >= %(agencies_f05)s"""

# The days on which a warning ends are counted in Jalali months, so they are handed in, by the
# number of days that the warning was given after the oldest that matters.
F06 = """
    SELECT 'F06', 'flag', 'contract', m.id, x.facts, NULL
    FROM mandates m CROSS JOIN LATERAL (
        SELECT array_agg(c.id) AS facts, max(c.final_on) AS newest
        FROM unnest(m.late, m.late_occurred, m.late_final) AS c(id, occurred_on, final_on)
        WHERE EXISTS (
            SELECT FROM unnest(m.warnings) AS g(given_on)
            WHERE g.given_on < c.occurred_on
              AND c.occurred_on <= (%(ends_f06)s::date[])[g.given_on - %(horizon)s::date + 1])
    ) x
    WHERE m.warnings IS NOT NULL AND m.late IS NOT NULL AND x.newest >= m.starts_on"""

# Corrections that nobody verified are few; a new holder starts clean, and so does a case that a
# judgment sent back. What the office reported in time waits for its agency, whose silence is not
# the office's.
F07 = """
    SELECT 'F07', 'flag', 'contract', s.id, NULL, array_agg('correction:' || d.id)
    FROM violations_correctiveaction d
    JOIN violations_case c ON c.id = d.case_id AND c.round_no = d.round_no
        AND c.track = 'contract' AND {counted}
    JOIN {offices} o ON o.id = c.office_id AND o.holder_id = c.holder_id
    JOIN running s ON s.office_id = c.office_id AND s.agency_id = c.agency_id
    WHERE d.due_on <= %(cutoff_f07)s AND (d.verified_on IS NULL OR d.verified_on > %(as_of)s)
      AND (d.done_on IS NULL OR d.done_on > d.due_on)
    GROUP BY s.id, s.starts_on HAVING max(d.due_on) >= s.starts_on"""
