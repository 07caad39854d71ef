"""The rules of what an office or its agency owes: settlements, licence, opening, guarantee, act."""

# Late settlements are few, and have an index of their own, contracts_settlement_late.
F08_GROUND = """
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

F08 = """
    SELECT 'F08', 'flag', 'contract', id, NULL,
        array_agg('settlement:' || line_id) FILTER (WHERE is_overdue OR (is_recent AND is_many))
    FROM (
        SELECT *, count(*) FILTER (WHERE is_recent) OVER (PARTITION BY id) >= %(count_f08)s
            AS is_many
        FROM late
    ) l
    GROUP BY id HAVING bool_or(is_overdue OR is_many)"""

F10_GROUND = """
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

F10 = """
    SELECT 'F10', 'flag', 'contract', s.id, NULL, ARRAY['closure:' || x.since]
    FROM shut x JOIN running s ON s.office_id = x.office_id
    WHERE x.since <= %(latest_f10)s"""

F09_GROUND = """
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

F09 = """
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

F11_GROUND = """
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

F11 = """
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

# What waits for an agency past its day is little, so A01 is always weighed whole. What is asked of
# it in a case for the second time has a fact of its own. The duty says
# until when, and whether it is owed still: time given, a refusal and a void finding are its own.
A01 = """
    SELECT 'A01', 'flag', 'agency', d.agency_id, NULL, ARRAY['case:' || d.case_id || ':' ||
        CASE d.kind WHEN 'serve' THEN 'unserved' WHEN 'execute' THEN 'unexecuted'
            WHEN 'appeal' THEN 'unheard' WHEN 'verify' THEN 'unverified'
            WHEN 'close' THEN 'unclosed' WHEN 'paper' THEN 'unopened'
            ELSE 'undecided' END || coalesce(':' || nullif(1 + (
                SELECT count(*) FROM oversight_duty e
                WHERE e.case_id = d.case_id AND e.kind = d.kind AND e.id < d.id), 1), '')]
    FROM oversight_duty d
    WHERE d.ended_on IS NULL AND d.due_on < %(as_of)s AND d.case_id IS NOT NULL
      AND d.agency_id IS NOT NULL AND d.kind <> 'reinstate'
    UNION ALL
    SELECT DISTINCT 'A01', 'flag', 'agency', d.agency_id, NULL::bigint[], ARRAY['review:' || r.id]
    FROM oversight_duty d
    CROSS JOIN LATERAL (
        SELECT max(l.terminationreview_id) AS id FROM oversight_terminationreview_flags l
        WHERE l.flag_id = d.flag_id
    ) r
    WHERE d.ended_on IS NULL AND d.due_on < %(as_of)s AND d.flag_id IS NOT NULL
      AND r.id IS NOT NULL
    UNION ALL
    SELECT 'A01', 'flag', 'agency', d.agency_id, NULL, ARRAY[CASE d.kind
            WHEN 'carry_out' THEN 'review:' || d.review_id || ':uncarried'
            ELSE 'contract:' || d.contract_id || ':unended' END || coalesce(':' || nullif(1 + (
                SELECT count(*) FROM oversight_duty e
                WHERE (e.review_id = d.review_id OR e.contract_id = d.contract_id)
                  AND e.kind = d.kind AND e.id < d.id), 1), '')]
    FROM oversight_duty d
    WHERE d.ended_on IS NULL AND d.due_on < %(as_of)s
      AND d.kind IN ('carry_out', 'terminate')"""
