"""What all rules stand on: flags, running contracts, counted cases folded by pair."""

# A final proven case; served by violations_case_counted.
COUNTED = """c.state IN ('final', 'closed') AND c.outcome = 'proven'
    AND c.final_on <= %(as_of)s"""

# The offices that a narrowed sweep looks at; handed in once, so that the planner doesn't weigh each
# of them at every place where they are named, and read once with their holders.
GROUND_PICKED = """
picked AS MATERIALIZED (SELECT %(offices)s::bigint[] AS ids),
chosen AS MATERIALIZED (
    SELECT id, holder_id FROM offices_office WHERE id = ANY((SELECT ids FROM picked)::bigint[])
)"""
PICKED = "ANY((SELECT ids FROM picked)::bigint[])"

FLAGS = """
    SELECT f.id, f.code, f.subject, f.scope, f.is_watch, f.facts::text[] AS facts, f.parameters,
        e.kind AS ended
    FROM oversight_flag f LEFT JOIN oversight_flagend e ON e.flag_id = f.id {f_only}"""
UNION_FLAGS_OF_AGENCIES = f"""
    UNION ALL {FLAGS.format(f_only="WHERE f.office_id IS NULL")}"""

# A warning is given with finality, or by a later judgment or appeal that reduced a heavier sanction
# to it, or by a review. A new holder starts clean: cases are folded by holder, and only the present
# one's go on.
GROUND = """
flags AS MATERIALIZED ({flags}),
running AS MATERIALIZED (
    SELECT s.id, s.office_id, s.agency_id, s.in_force_from AS starts_on FROM contracts_contract s
    WHERE s.state IN ('active', 'suspended')
      AND (s.origin = 'own' OR s.confirmed_on IS NOT NULL)
      AND s.in_force_from <= %(as_of)s AND s.ends_on >= %(as_of)s {s_only}
),
kinds AS MATERIALIZED (
    SELECT id, min(id) OVER one AS kind, count(*) OVER one > 1 AS is_shared
    FROM violations_violationtype WINDOW one AS (PARTITION BY code)
),
reduced_warnings AS MATERIALIZED (
    SELECT c.id AS case_id, c.office_id, c.holder_id, c.agency_id, d.decided_on AS given_on
    FROM violations_decision d
    JOIN violations_case c ON c.id = d.case_id AND c.round_no = d.round_no
    JOIN {offices} o ON o.id = c.office_id AND o.holder_id = c.holder_id
    WHERE d.forum IN ('appeal', 'judgment') AND d.sanction = 'written_warning'
      AND d.decided_on > c.final_on AND (
        SELECT f.sanction FROM violations_decision f
        WHERE f.case_id = c.id AND f.round_no = c.round_no AND f.forum IN ('agency', 'committee')
      ) IS DISTINCT FROM 'written_warning'
      AND c.sanction = 'written_warning' AND c.track = 'contract'
      AND c.state IN ('final', 'closed') AND c.outcome = 'proven' {c_only}
),
other_warnings AS MATERIALIZED (
    SELECT office_id, holder_id, agency_id, given_on FROM reduced_warnings
    WHERE given_on <= %(as_of)s
    UNION ALL
    SELECT r.office_id, o.holder_id, r.agency_id, r.decided_on AS given_on
    FROM oversight_terminationreview r JOIN offices_office o ON o.id = r.office_id
    WHERE r.outcome = 'warn' AND r.decided_on <= %(as_of)s
      AND r.decided_on >= (SELECT min(l.issued_on) FROM offices_licence l
                           WHERE l.office_id = o.id AND l.holder_id = o.holder_id) {r_only}
),
pairs AS MATERIALIZED (
    SELECT office_id, holder_id, agency_id
    FROM (
        SELECT c.office_id, c.holder_id, c.agency_id, c.type_id,
            count(*) FILTER (WHERE c.final_on >= %(from_f03)s) AS same,
            count(*) FILTER (WHERE c.final_on >= %(from_f02)s
                             AND c.severity = ANY(%(grades_f02)s)) AS majors,
            bool_or(c.final_on >= %(from_f05)s AND c.severity = ANY(%(grades_f05)s)) AS is_wide,
            max(c.occurred_on) FILTER (WHERE c.final_on >= %(from_f06)s) AS occurred_on,
            min(c.final_on) FILTER (WHERE c.sanction = 'written_warning') AS warned_on
        FROM violations_case c
        WHERE {counted} AND c.track = 'contract' AND c.final_on >= %(oldest)s {c_only}
        GROUP BY c.office_id, c.holder_id, c.agency_id, c.type_id
    ) t
    GROUP BY office_id, holder_id, agency_id
    HAVING max(same) >= %(count_f03)s OR sum(majors) >= %(count_f02)s OR bool_or(is_wide)
        OR max(occurred_on) > min(warned_on)
        OR sum(same) FILTER (WHERE type_id = ANY(ARRAY(SELECT id FROM kinds WHERE is_shared)))
            >= %(count_f03)s
    UNION SELECT office_id, holder_id, agency_id FROM other_warnings
),
ripe AS MATERIALIZED (
    SELECT p.office_id, p.agency_id, c.id, t.kind, c.severity, c.final_on, c.occurred_on,
        CASE WHEN c.sanction = 'written_warning'
             AND c.id NOT IN (SELECT case_id FROM reduced_warnings)
             THEN c.final_on END AS warned_on
    FROM pairs p JOIN {offices} o ON o.id = p.office_id AND o.holder_id = p.holder_id
    CROSS JOIN LATERAL (
        SELECT c.id, c.type_id, c.severity, c.final_on, c.occurred_on, c.sanction
        FROM violations_case c
        WHERE c.office_id = p.office_id AND c.holder_id = p.holder_id
          AND c.agency_id = p.agency_id AND c.track = 'contract'
          AND {counted} AND c.final_on >= %(oldest)s OFFSET 0
    ) c JOIN kinds t ON t.id = c.type_id
    UNION ALL
    SELECT office_id, agency_id, NULL, NULL, NULL, NULL, NULL, given_on FROM other_warnings
),
mandates AS MATERIALIZED (
    SELECT s.id, s.starts_on, w.*
    FROM (
        SELECT office_id, agency_id,
            array_agg(id) FILTER (WHERE final_on >= %(from_f02)s
                                  AND severity = ANY(%(grades_f02)s)) AS majors,
            max(final_on) FILTER (WHERE final_on >= %(from_f02)s
                                  AND severity = ANY(%(grades_f02)s)) AS major_on,
            array_agg(id) FILTER (WHERE final_on >= %(from_f03)s
                                  AND times >= %(count_f03)s) AS repeats,
            max(final_on) FILTER (WHERE final_on >= %(from_f03)s
                                  AND times >= %(count_f03)s) AS repeat_on,
            array_agg(warned_on) FILTER (WHERE warned_on IS NOT NULL) AS warnings,
            array_agg(id) FILTER (WHERE final_on >= %(from_f06)s) AS late,
            array_agg(occurred_on) FILTER (WHERE final_on >= %(from_f06)s) AS late_occurred,
            array_agg(final_on) FILTER (WHERE final_on >= %(from_f06)s) AS late_final
        FROM (
            SELECT *, count(*) FILTER (WHERE final_on >= %(from_f03)s)
                OVER (PARTITION BY office_id, agency_id, kind) AS times
            FROM ripe
        ) r GROUP BY office_id, agency_id
    ) w JOIN running s ON s.office_id = w.office_id AND s.agency_id = w.agency_id
)"""
