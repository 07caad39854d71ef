"""
The rules in SQL, one text a rule; `oversight.facts.sweep` puts them together.

Each ground is read once and handed on. The counted cases are read index only and folded by pair
of office and agency; only pairs that may reach a threshold are looked into. What a rule has to
compare within a pair stays within one row, in arrays: a join of two narrow results whose sizes
the planner can't know would now and then compare everything with everything.
"""

from oversight.states import RuleCode

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

# A new holder starts clean: cases are folded by holder, and only the present one's go on.
GROUND = """
flags AS MATERIALIZED ({flags}),
running AS MATERIALIZED (
    SELECT s.id, s.office_id, s.agency_id, s.starts_on FROM contracts_contract s
    WHERE s.state IN ('active', 'suspended')
      AND s.starts_on <= %(as_of)s AND s.ends_on >= %(as_of)s {s_only}
),
kinds AS MATERIALIZED (
    SELECT id, min(id) OVER one AS kind, count(*) OVER one > 1 AS is_shared
    FROM violations_violationtype WINDOW one AS (PARTITION BY code)
),
review_warnings AS MATERIALIZED (
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
    UNION SELECT office_id, holder_id, agency_id FROM review_warnings
),
ripe AS MATERIALIZED (
    SELECT p.office_id, p.agency_id, c.id, t.kind, c.severity, c.final_on, c.occurred_on,
        CASE WHEN c.sanction = 'written_warning' THEN c.final_on END AS warned_on
    FROM pairs p JOIN {offices} o ON o.id = p.office_id AND o.holder_id = p.holder_id
    CROSS JOIN LATERAL (
        SELECT c.id, c.type_id, c.severity, c.final_on, c.occurred_on, c.sanction
        FROM violations_case c
        WHERE c.office_id = p.office_id AND c.holder_id = p.holder_id
          AND c.agency_id = p.agency_id AND c.track = 'contract'
          AND {counted} AND c.final_on >= %(oldest)s OFFSET 0
    ) c JOIN kinds t ON t.id = c.type_id
    UNION ALL
    SELECT office_id, agency_id, NULL, NULL, NULL, NULL, NULL, given_on FROM review_warnings
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

# Critical cases are few and have an index of their own, violations_case_critical.
_F01_GROUND = """
critical AS MATERIALIZED (
    SELECT c.id, c.office_id, c.agency_id, c.track, c.final_on FROM violations_case c
    JOIN {offices} o ON o.id = c.office_id AND o.holder_id = c.holder_id
    WHERE {counted} AND c.severity = 'critical' {c_only}
)"""

_F01 = """
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

_F02 = """
    SELECT 'F02', 'flag', 'contract', id, majors, NULL
    FROM mandates WHERE cardinality(majors) >= %(count_f02)s AND major_on >= starts_on"""

_F03 = """
    SELECT 'F03', 'flag', 'contract', id, repeats, NULL
    FROM mandates WHERE repeat_on >= starts_on"""

_F04_GROUND = """
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

_F04 = """
    SELECT 'F04', 'watch', 'office', office_id, NULL, keys
    FROM loaded WHERE total >= %(watch_f04)s
    UNION ALL
    SELECT 'F04', 'flag', 'contract', s.id, NULL, e.keys
    FROM loaded e JOIN running s ON s.office_id = e.office_id
    WHERE e.total >= %(flag_f04)s AND e.newest >= s.starts_on"""

_F05 = """
    SELECT 'F05', 'flag', 'office', office_id, array_agg(id), NULL
    FROM ripe WHERE severity = ANY(%(grades_f05)s) AND final_on >= %(from_f05)s
    GROUP BY office_id HAVING count(DISTINCT agency_id) >= %(agencies_f05)s"""

# The days on which a warning ends are counted in Jalali months, so they are handed in, by the
# number of days that the warning was given after the oldest that matters.
_F06 = """
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

# Corrections that nobody verified are few; a new holder starts clean. What the office reported in
# time waits for its agency, whose silence is not the office's.
_F07 = """
    SELECT 'F07', 'flag', 'contract', s.id, NULL, array_agg('correction:' || d.id)
    FROM violations_correctiveaction d
    JOIN violations_case c ON c.id = d.case_id AND c.track = 'contract' AND {counted}
    JOIN {offices} o ON o.id = c.office_id AND o.holder_id = c.holder_id
    JOIN running s ON s.office_id = c.office_id AND s.agency_id = c.agency_id
    WHERE d.due_on <= %(cutoff_f07)s AND (d.verified_on IS NULL OR d.verified_on > %(as_of)s)
      AND (d.done_on IS NULL OR d.done_on > d.due_on)
    GROUP BY s.id, s.starts_on HAVING max(d.due_on) >= s.starts_on"""

# Late settlements are few, and have an index of their own, contracts_settlement_late.
_F08_GROUND = """
late AS MATERIALIZED (
    SELECT s.id, l.id AS line_id, l.due_on >= %(from_f08)s AS is_recent,
        l.due_on <= %(cutoff_f08)s AND (l.settled_on IS NULL OR l.settled_on > %(as_of)s)
            AS is_overdue
    FROM contracts_settlement l
    JOIN running s ON s.id = l.contract_id
    JOIN {offices} o ON o.id = s.office_id AND o.holder_id = l.holder_id
    WHERE l.reverses_id IS NULL AND (l.settled_on IS NULL OR l.settled_on > l.due_on)
      AND l.due_on < %(as_of)s
      AND l.id NOT IN (
        SELECT r.reverses_id FROM contracts_settlement r WHERE r.reverses_id IS NOT NULL)
)"""

_F08 = """
    SELECT 'F08', 'flag', 'contract', id, NULL,
        array_agg('settlement:' || line_id) FILTER (WHERE is_overdue OR (is_recent AND is_many))
    FROM (
        SELECT *, count(*) FILTER (WHERE is_recent) OVER (PARTITION BY id) >= %(count_f08)s
            AS is_many
        FROM late
    ) l
    GROUP BY id HAVING bool_or(is_overdue OR is_many)"""

_F10_GROUND = """
shut AS MATERIALIZED (
    SELECT i.office_id, CASE i.state
        WHEN 'inactive' THEN least(i.starts_on, b.planned_until + 1)
        ELSE i.planned_until + 1 END AS since
    FROM offices_officestateinterval i
    LEFT JOIN offices_officestateinterval b ON b.office_id = i.office_id
        AND b.state = 'temporarily_closed' AND b.ends_on = i.starts_on - 1
        AND b.planned_until < b.ends_on
    WHERE i.state IN ('inactive', 'temporarily_closed') AND i.starts_on <= %(as_of)s
      AND (i.ends_on IS NULL OR i.ends_on >= %(as_of)s) {i_only}
)"""

_F10 = """
    SELECT 'F10', 'flag', 'contract', s.id, NULL, ARRAY['closure:' || x.since]
    FROM shut x JOIN running s ON s.office_id = x.office_id
    WHERE x.since <= %(latest_f10)s"""

_F09_GROUND = """
lost AS MATERIALIZED (
    SELECT office_id FROM offices_licence WHERE issued_on <= %(as_of)s {only}
    GROUP BY office_id
    HAVING NOT bool_or(coalesce(ended_on, expires_on) >= %(as_of)s AND (
        state IN ('valid', 'renewal_requested', 'renewed', 'transferred', 'expired')
        OR (state = 'suspended' AND NOT (
            coalesce(state_since, issued_on) <= %(as_of)s
            AND coalesce(suspended_until, coalesce(ended_on, expires_on)) >= %(as_of)s))
        OR (state = 'cancelled' AND coalesce(state_since, issued_on) > %(as_of)s)))
)"""

_F09 = """
    SELECT 'F09', 'flag', 'contract', s.id, NULL, ARRAY[l.fact]
    FROM lost x JOIN running s ON s.office_id = x.office_id
    CROSS JOIN LATERAL (
        SELECT 'licence:' || id || ':' || CASE
            WHEN state = 'cancelled' THEN 'cancelled:' || coalesce(state_since, issued_on)
            WHEN coalesce(ended_on, expires_on) < %(as_of)s THEN
                CASE state WHEN 'transferred' THEN 'transferred:' ELSE 'expired:' END
                || (coalesce(ended_on, expires_on) + 1)
            ELSE 'suspended:' || coalesce(state_since, issued_on) END AS fact
        FROM offices_licence
        WHERE office_id = x.office_id AND issued_on <= %(as_of)s
        ORDER BY issued_on DESC, id DESC LIMIT 1
    ) l"""

_F11_GROUND = """
uncovered AS MATERIALIZED (
    SELECT s.id FROM running s
    JOIN agencies_agency a ON a.id = s.agency_id AND a.requires_guarantee
    WHERE NOT {covered}
)"""
# All contracts at once are hashed; those of some offices are looked up one by one.
COVERED = """EXISTS (
        SELECT FROM contracts_guarantee g
        WHERE g.contract_id = s.id AND g.state IN ('held', 'expired')
          AND g.expires_on > %(soon_f11)s)"""
COVERED_ONE = """coalesce((
        SELECT true FROM contracts_guarantee g
        WHERE g.contract_id = s.id AND g.state IN ('held', 'expired')
          AND g.expires_on > %(soon_f11)s LIMIT 1), false)"""

_F11 = """
    SELECT 'F11', CASE WHEN g.state = 'expiring' THEN 'watch' ELSE 'flag' END, 'contract', g.id,
        NULL, ARRAY['guarantee:' || g.guarantee_id || ':' || g.state]
    FROM (
        SELECT u.id, l.id AS guarantee_id, CASE
            WHEN l.state NOT IN ('held', 'expired') THEN l.state
            WHEN l.expires_on < %(as_of)s THEN 'expired'
            ELSE 'expiring' END AS state
        FROM uncovered u CROSS JOIN LATERAL (
            SELECT g.id, g.state, g.expires_on FROM contracts_guarantee g
            WHERE g.contract_id = u.id
            ORDER BY g.state IN ('held', 'expired') DESC, g.expires_on DESC, g.id DESC LIMIT 1
        ) l
    ) g"""

# What waits for an agency past its day is little, so A01 is always weighed whole. The duty says
# until when, and whether it is owed still: time given, a refusal and a void finding are its own.
_A01 = """
    SELECT 'A01', 'flag', 'agency', d.agency_id, NULL, ARRAY['case:' || d.case_id || ':' ||
        CASE d.kind WHEN 'serve' THEN 'unserved' WHEN 'execute' THEN 'unexecuted'
            ELSE 'undecided' END]
    FROM oversight_duty d
    WHERE d.ended_on IS NULL AND d.due_on < %(as_of)s AND d.case_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'A01', 'flag', 'agency', d.agency_id, NULL::bigint[], ARRAY['review:' || r.id]
    FROM oversight_duty d
    CROSS JOIN LATERAL (
        SELECT max(l.terminationreview_id) AS id FROM oversight_terminationreview_flags l
        WHERE l.flag_id = d.flag_id
    ) r
    WHERE d.ended_on IS NULL AND d.due_on < %(as_of)s AND d.flag_id IS NOT NULL
      AND r.id IS NOT NULL"""

# Each rule: rows of (code, level, scope, subject_id, ids of cases, other keys of facts).
RULES = {
    RuleCode.CRITICAL_ONCE: _F01,
    RuleCode.MAJOR_REPEAT: _F02,
    RuleCode.SAME_TYPE_REPEAT: _F03,
    RuleCode.POINTS: _F04,
    RuleCode.CROSS_AGENCY: _F05,
    RuleCode.AFTER_WARNING: _F06,
    RuleCode.CURE_MISSED: _F07,
    RuleCode.REMITTANCE: _F08,
    RuleCode.LICENCE_LOST: _F09,
    RuleCode.INACTIVITY: _F10,
    RuleCode.GUARANTEE: _F11,
    RuleCode.AGENCY_INACTION: _A01,
}
GROUNDS = {
    RuleCode.CRITICAL_ONCE: _F01_GROUND,
    RuleCode.POINTS: _F04_GROUND,
    RuleCode.REMITTANCE: _F08_GROUND,
    RuleCode.LICENCE_LOST: _F09_GROUND,
    RuleCode.INACTIVITY: _F10_GROUND,
    RuleCode.GUARANTEE: _F11_GROUND,
}
