"""
The rules as one SQL statement: driven by the policy, over the covering indexes, for all subjects.

It says the same as `oversight.rules`; a property test keeps the two equal. First the cases are
counted once, index only, by office, agency and type; only where a count reaches its threshold are
the facts gathered. What an earlier flag has already used is left out in the same statement.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from oversight.rules import Level
from oversight.rules.shapes import Parameters, oldest_warning, warning_end, window_start
from oversight.states import OPEN_REVIEWS, RuleCode

# A contract's flag of these rules ends by itself when what it tells has been put right; one of
# another rule waits for its review. Watches and flags of offices, licences and agencies open no
# review, and end when they no longer hold.
CLEARABLE = (RuleCode.LICENCE_LOST, RuleCode.GUARANTEE)

Rules = Mapping[RuleCode, Parameters]


@dataclass(frozen=True)
class Candidate:
    """That a rule holds for a subject; `facts` are the keys of the facts used, sorted."""

    code: str
    level: str
    scope: str
    subject_id: int
    facts: tuple[str, ...]

    @property
    def subject(self) -> str:
        """Return the subject's key."""
        return f"{self.scope}:{self.subject_id}"


@dataclass(frozen=True)
class Swept:
    """What a sweep found: news, and open flags whose condition no longer holds."""

    fresh: list[Candidate]
    lapsed: list[int]


# A final proven case of the office's present holder; served by violations_case_counted.
_CASES = """violations_case c
    JOIN offices_office o ON o.id = c.office_id AND o.holder_id = c.holder_id"""
_COUNTED = """c.state IN ('final', 'closed') AND c.outcome = 'proven'
    AND c.final_on <= %(as_of)s"""

# A contract in force, which a rule may flag; joined by its index on the office, so that a few hot
# offices cost a few look-ups whatever the planner makes of the counts.
_RUNNING = """s.state IN ('active', 'suspended')
    AND s.starts_on <= %(as_of)s AND s.ends_on >= %(as_of)s {s_only}"""
_OF_PAIR = """contracts_contract s
        ON s.office_id = p.office_id AND s.agency_id = p.agency_id AND {running}"""

_GROUND = """
kinds AS MATERIALIZED (
    SELECT id, min(id) OVER (PARTITION BY code) AS kind FROM violations_violationtype
),
totals AS MATERIALIZED (
    SELECT c.office_id, c.agency_id,
        count(*) FILTER (WHERE c.final_on >= %(from_f03)s) AS same,
        count(*) FILTER (WHERE c.final_on >= %(from_f02)s
                         AND c.severity = ANY(%(grades_f02)s)) AS majors,
        count(*) FILTER (WHERE c.final_on >= %(from_f05)s
                         AND c.severity = ANY(%(grades_f05)s)) AS wide,
        max(c.final_on) FILTER (WHERE c.severity = 'critical') AS critical_on,
        max(c.occurred_on) FILTER (WHERE c.final_on >= %(from_f06)s) AS occurred_on,
        min(c.final_on) FILTER (WHERE c.sanction = 'written_warning') AS warned_on
    FROM {cases} JOIN kinds t ON t.id = c.type_id
    WHERE {counted} AND c.track = 'contract' {c_only}
      AND c.final_on >= LEAST(%(oldest)s, (
        SELECT min(s.starts_on) FROM contracts_contract s WHERE {running}))
    GROUP BY c.office_id, c.agency_id, t.kind
),
pairs AS MATERIALIZED (
    SELECT office_id, agency_id, sum(majors) AS majors, max(same) AS same, sum(wide) AS wide,
        max(critical_on) AS critical_on, max(occurred_on) AS occurred_on,
        min(warned_on) AS warned_on
    FROM totals GROUP BY office_id, agency_id
)"""

# Each rule: rows of (code, level, scope, subject_id, facts).
_F01 = """
    SELECT 'F01', 'flag', 'contract', s.id, x.facts
    FROM pairs p JOIN {of_pair}
    CROSS JOIN LATERAL (
        SELECT array_agg('case:' || c.id) AS facts, count(*) AS n
        FROM {cases} WHERE c.office_id = p.office_id AND c.agency_id = p.agency_id
          AND c.track = 'contract' AND c.severity = 'critical'
          AND {counted} AND c.final_on >= s.starts_on
    ) x
    WHERE p.critical_on >= s.starts_on AND x.n >= %(count_f01)s
    UNION ALL
    SELECT 'F01', 'flag', 'licence', l.id, array_agg('case:' || c.id)
    FROM offices_licence l JOIN {cases} ON c.office_id = l.office_id
    WHERE l.state IN ('valid', 'renewal_requested', 'suspended', 'expired')
      AND l.issued_on <= %(as_of)s AND c.track = 'licence' AND c.severity = 'critical'
      AND {counted} AND c.final_on >= l.issued_on {c_only}
    GROUP BY l.id HAVING count(*) >= %(count_f01)s"""

_F02 = """
    SELECT 'F02', 'flag', 'contract', s.id, x.facts
    FROM pairs p CROSS JOIN LATERAL (
        SELECT array_agg('case:' || c.id) AS facts, max(c.final_on) AS newest
        FROM {cases} WHERE c.office_id = p.office_id AND c.agency_id = p.agency_id
          AND c.track = 'contract' AND c.severity = ANY(%(grades_f02)s)
          AND {counted} AND c.final_on >= %(from_f02)s
    ) x
    JOIN {of_pair}
    WHERE p.majors >= %(count_f02)s AND x.newest >= s.starts_on"""

_F03 = """
    SELECT 'F03', 'flag', 'contract', s.id, x.facts
    FROM pairs p CROSS JOIN LATERAL (
        SELECT array_agg('case:' || y.id) AS facts, max(y.final_on) AS newest
        FROM (
            SELECT c.id, c.final_on, count(*) OVER (PARTITION BY t.kind) AS n
            FROM {cases} JOIN kinds t ON t.id = c.type_id
            WHERE c.office_id = p.office_id AND c.agency_id = p.agency_id
              AND c.track = 'contract' AND {counted} AND c.final_on >= %(from_f03)s
        ) y WHERE y.n >= %(count_f03)s
    ) x
    JOIN {of_pair}
    WHERE p.same >= %(count_f03)s AND x.newest >= s.starts_on"""

_F04 = """
    SELECT 'F04', 'watch', 'office', e.office_id,
        ARRAY(SELECT 'case:' || i FROM unnest(e.case_ids) i)
    FROM live e WHERE e.total >= %(watch_f04)s
    UNION ALL
    SELECT 'F04', 'flag', 'contract', s.id,
        ARRAY(SELECT 'case:' || i FROM unnest(e.case_ids) i)
    FROM live e JOIN contracts_contract s ON s.office_id = e.office_id AND {running}
    WHERE e.total >= %(flag_f04)s AND e.newest >= s.starts_on"""

_F04_GROUND = """
live AS MATERIALIZED (
    SELECT e.office_id, sum(e.points) AS total, array_agg(e.case_id) AS case_ids,
        max(e.effective_on) AS newest
    FROM violations_pointentry e
    JOIN offices_office o ON o.id = e.office_id AND o.holder_id = e.holder_id
    LEFT JOIN violations_pointentry r
        ON r.reverses_id = e.id AND r.effective_on <= %(as_of)s
    WHERE e.points > 0 AND e.effective_on <= %(as_of)s AND e.expires_on > %(as_of)s
      AND r.id IS NULL {e_only}
    GROUP BY e.office_id
    HAVING sum(e.points) >= LEAST(%(watch_f04)s, %(flag_f04)s)
)"""

_F05 = """
    SELECT 'F05', 'flag', 'office', p.office_id, x.facts
    FROM (
        SELECT office_id FROM pairs WHERE wide > 0
        GROUP BY office_id HAVING count(*) >= %(agencies_f05)s
    ) p CROSS JOIN LATERAL (
        SELECT array_agg('case:' || c.id) AS facts
        FROM {cases} WHERE c.office_id = p.office_id
          AND c.track = 'contract' AND c.severity = ANY(%(grades_f05)s)
          AND {counted} AND c.final_on >= %(from_f05)s
    ) x"""

# The days on which a warning ends are counted in Jalali months, so they are handed in.
_F06_GROUND = """
horizon AS MATERIALIZED (
    SELECT * FROM unnest(%(given_f06)s::date[], %(ends_f06)s::date[]) AS h(given_on, ends_on)
),
review_warnings AS MATERIALIZED (
    SELECT r.office_id, r.agency_id, r.decided_on AS given_on
    FROM oversight_terminationreview r JOIN offices_office o ON o.id = r.office_id
    WHERE r.outcome = 'warn' AND r.decided_on <= %(as_of)s
      AND r.decided_on >= (SELECT min(l.issued_on) FROM offices_licence l
                           WHERE l.office_id = o.id AND l.holder_id = o.holder_id) {r_only}
),
late AS MATERIALIZED (
    SELECT office_id, agency_id
    FROM (
        SELECT office_id, agency_id, occurred_on, warned_on FROM pairs
        UNION ALL SELECT office_id, agency_id, NULL, given_on FROM review_warnings
    ) p GROUP BY office_id, agency_id
    HAVING max(occurred_on) > min(warned_on)
),
warned AS MATERIALIZED (
    SELECT w.office_id, w.agency_id, array_agg(w.given_on) AS given,
        array_agg(h.ends_on) AS ends
    FROM (
        SELECT c.office_id, c.agency_id, c.final_on AS given_on
        FROM late l JOIN {cases} ON c.office_id = l.office_id AND c.agency_id = l.agency_id
          AND c.track = 'contract' AND c.sanction = 'written_warning' AND {counted}
        UNION ALL SELECT office_id, agency_id, given_on FROM review_warnings
    ) w JOIN horizon h USING (given_on)
    GROUP BY w.office_id, w.agency_id
),
repeats AS MATERIALIZED (
    SELECT w.office_id, w.agency_id, array_agg(DISTINCT 'case:' || c.id) AS facts,
        max(c.final_on) AS newest
    FROM warned w JOIN {cases} ON c.office_id = w.office_id AND c.agency_id = w.agency_id
      AND c.track = 'contract' AND {counted} AND c.final_on >= %(from_f06)s
    CROSS JOIN LATERAL unnest(w.given, w.ends) AS g(given_on, ends_on)
    WHERE g.given_on < c.occurred_on AND c.occurred_on <= g.ends_on
    GROUP BY w.office_id, w.agency_id
)"""

_F06 = """
    SELECT 'F06', 'flag', 'contract', s.id, p.facts
    FROM repeats p JOIN {of_pair}
    WHERE p.newest >= s.starts_on"""

_F09_GROUND = """
lost AS MATERIALIZED (
    SELECT office_id, (array_agg(
        'licence:' || id || ':' || CASE
            WHEN state = 'cancelled' THEN 'cancelled:' || coalesce(state_since, issued_on)
            WHEN coalesce(ended_on, expires_on) < %(as_of)s THEN
                CASE state WHEN 'transferred' THEN 'transferred:' ELSE 'expired:' END
                || (coalesce(ended_on, expires_on) + 1)
            ELSE 'suspended:' || coalesce(state_since, issued_on)
        END ORDER BY issued_on DESC, id DESC))[1] AS fact
    FROM offices_licence WHERE issued_on <= %(as_of)s {only}
    GROUP BY office_id
    HAVING NOT bool_or(coalesce(ended_on, expires_on) >= %(as_of)s AND (
        state IN ('valid', 'renewal_requested', 'renewed', 'transferred', 'expired')
        OR (state = 'suspended' AND NOT (
            coalesce(state_since, issued_on) <= %(as_of)s
            AND coalesce(suspended_until, coalesce(ended_on, expires_on)) >= %(as_of)s))
        OR (state = 'cancelled' AND coalesce(state_since, issued_on) > %(as_of)s)))
)"""

_F09 = """
    SELECT 'F09', 'flag', 'contract', s.id, ARRAY[x.fact]
    FROM lost x JOIN contracts_contract s ON s.office_id = x.office_id AND {running}"""

_F11_GROUND = """
uncovered AS MATERIALIZED (
    SELECT s.id FROM contracts_contract s
    JOIN agencies_agency a ON a.id = s.agency_id AND a.requires_guarantee
    WHERE {running} AND NOT EXISTS (
        SELECT 1 FROM contracts_guarantee g
        WHERE g.contract_id = s.id AND g.state IN ('held', 'expired')
          AND g.expires_on > %(soon_f11)s)
)"""

_F11 = """
    SELECT 'F11', CASE WHEN g.state = 'expiring' THEN 'watch' ELSE 'flag' END, 'contract', g.id,
        ARRAY['guarantee:' || g.guarantee_id || ':' || g.state]
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

# What waits for an agency is little, so A01 is always weighed whole.
_A01 = """
    SELECT 'A01', 'flag', 'agency', c.agency_id, ARRAY['case:' || c.id || ':' || CASE c.state
        WHEN 'opened' THEN 'unserved' WHEN 'final' THEN 'unexecuted' ELSE 'undecided' END]
    FROM violations_case c
    WHERE c.track = 'contract' AND c.executed_on IS NULL
      AND c.state IN ('opened', 'defended', 'defence_lapsed', 'scheduled', 'final')
      AND CASE
        WHEN c.state = 'opened' THEN c.opened_on <= %(cutoff_a01)s
        WHEN c.state = 'final' THEN c.outcome = 'proven' AND c.final_on <= %(cutoff_a01)s
            AND NOT EXISTS (
                SELECT 1 FROM violations_correctiveaction d
                WHERE d.case_id = c.id AND d.due_on > %(cutoff_a01)s)
        ELSE c.decision_due_on < %(as_of)s
      END
    UNION ALL
    SELECT 'A01', 'flag', 'agency', r.agency_id, ARRAY['review:' || r.id]
    FROM oversight_terminationreview r
    WHERE r.state = ANY(%(open_reviews)s) AND r.decision_due_on < %(as_of)s"""

_RULES = {
    RuleCode.CRITICAL_ONCE: _F01,
    RuleCode.MAJOR_REPEAT: _F02,
    RuleCode.SAME_TYPE_REPEAT: _F03,
    RuleCode.POINTS: _F04,
    RuleCode.CROSS_AGENCY: _F05,
    RuleCode.AFTER_WARNING: _F06,
    RuleCode.LICENCE_LOST: _F09,
    RuleCode.GUARANTEE: _F11,
    RuleCode.AGENCY_INACTION: _A01,
}
_GROUNDS = {
    RuleCode.POINTS: _F04_GROUND,
    RuleCode.AFTER_WARNING: _F06_GROUND,
    RuleCode.LICENCE_LOST: _F09_GROUND,
    RuleCode.GUARANTEE: _F11_GROUND,
}

# Compiling the statement would take longer than running it; the setting ends with the transaction.
_NO_JIT = "SET LOCAL jit = off;"

_SWEEP = """
WITH {ground},
held (code, level, scope, subject_id, facts) AS MATERIALIZED ({rules}),
rules AS (
    SELECT * FROM unnest(%(codes)s::text[], %(parameters)s::text[]) AS r(code, parameters)
)
SELECT 'fresh', h.code, h.level, h.scope, h.subject_id, h.facts
FROM held h WHERE NOT EXISTS (
    SELECT 1 FROM oversight_flag f
    LEFT JOIN oversight_flagend e ON e.flag_id = f.id AND e.kind = 'superseded'
    WHERE f.subject = h.scope || ':' || h.subject_id AND f.code = h.code
      AND f.is_watch = (h.level = 'watch') AND e.id IS NULL
      AND f.facts::text[] @> h.facts
)
UNION ALL
SELECT 'lapsed', f.code, '', f.scope, f.id, NULL
FROM oversight_flag f JOIN rules r ON r.code = f.code AND r.parameters::jsonb = f.parameters
LEFT JOIN oversight_flagend e ON e.flag_id = f.id
WHERE e.id IS NULL {f_only}
  AND (f.is_watch OR f.scope <> 'contract' OR f.code = ANY(%(clearable)s))
  AND NOT EXISTS (
    SELECT 1 FROM held h
    WHERE h.scope || ':' || h.subject_id = f.subject AND h.code = f.code
      AND (h.level = 'watch') = f.is_watch
      AND (f.code <> 'A01' OR f.facts::text[] = h.facts)
  )
ORDER BY 1, 2, 4, 5
"""

_HELD = """
WITH {ground},
held (code, level, scope, subject_id, facts) AS MATERIALIZED ({rules})
SELECT 'held', code, level, scope, subject_id, facts FROM held ORDER BY 2, 3, 4, 5
"""


def _window(rules: Rules, code: RuleCode, as_of: date) -> date:
    """Return a rule's first day; the day itself when the rule is off, so that it counts little."""
    return window_start(as_of, rules[code]["months"]) if code in rules else as_of


def _values(rules: Rules, as_of: date, cutoff: date | None) -> dict[str, Any]:
    """Return the numbers that the statement takes: the policy's and the days they lead to."""
    starts = {
        name: _window(rules, code, as_of)
        for name, code in (
            ("from_f02", RuleCode.MAJOR_REPEAT),
            ("from_f03", RuleCode.SAME_TYPE_REPEAT),
            ("from_f05", RuleCode.CROSS_AGENCY),
            ("from_f06", RuleCode.AFTER_WARNING),
        )
    }
    warning = rules.get(RuleCode.AFTER_WARNING, {"months": 1})["months"]
    oldest = oldest_warning(as_of, warning)
    given = [oldest + timedelta(days=n) for n in range((as_of - oldest).days + 1)]
    points = rules.get(RuleCode.POINTS, {"watch": 0, "flag": 0})
    guarantee = rules.get(RuleCode.GUARANTEE, {"notice_days": 0})
    needs_warnings = RuleCode.AFTER_WARNING in rules
    return starts | {
        "as_of": as_of,
        "oldest": min([*starts.values(), *([oldest] if needs_warnings else [])]),
        "grades_f02": rules.get(RuleCode.MAJOR_REPEAT, {}).get("severities", []),
        "grades_f05": rules.get(RuleCode.CROSS_AGENCY, {}).get("severities", []),
        "count_f01": rules.get(RuleCode.CRITICAL_ONCE, {}).get("count"),
        "count_f02": rules.get(RuleCode.MAJOR_REPEAT, {}).get("count"),
        "count_f03": rules.get(RuleCode.SAME_TYPE_REPEAT, {}).get("count"),
        "agencies_f05": rules.get(RuleCode.CROSS_AGENCY, {}).get("agencies"),
        "watch_f04": points["watch"],
        "flag_f04": points["flag"],
        "given_f06": given,
        "ends_f06": [warning_end(day, warning) for day in given],
        "soon_f11": as_of + timedelta(days=guarantee["notice_days"]),
        "cutoff_a01": cutoff,
        "open_reviews": [str(state) for state in OPEN_REVIEWS],
    }


def _compile(frame: str, rules: Rules, narrowed: bool) -> str:
    """Return the statement for the rules that are on; `narrowed` limits it to some offices."""
    only = {
        "only": "AND office_id = ANY(%(offices)s)" if narrowed else "",
        "f_only": "AND (f.office_id = ANY(%(offices)s) OR f.code = 'A01')" if narrowed else "",
    }
    for alias in ("s", "c", "e", "r"):
        only[f"{alias}_only"] = f"AND {alias}.office_id = ANY(%(offices)s)" if narrowed else ""
    grounds = [_GROUND, *(_GROUNDS[code] for code in rules if code in _GROUNDS)]
    bodies = [_RULES[code] for code in rules if code in _RULES]
    nothing = "SELECT '', '', '', 0::bigint, ARRAY[]::text[] WHERE false"
    text = frame.replace("{ground}", ",".join(grounds)).replace(
        "{rules}", "\n    UNION ALL".join([nothing, *bodies])
    )
    running = _RUNNING.format(**only)
    of_pair = _OF_PAIR.format(running=running)
    return text.format(cases=_CASES, counted=_COUNTED, running=running, of_pair=of_pair, **only)


def _run(
    frame: str, rules: Rules, as_of: date, cutoff: date | None, offices: Sequence[int] | None
) -> Iterable[tuple[Any, ...]]:
    values = _values(rules, as_of, cutoff) | {
        "offices": list(offices or []),
        "codes": [str(code) for code in rules],
        "parameters": [json.dumps(parameters) for parameters in rules.values()],
        "clearable": [str(code) for code in CLEARABLE],
    }
    with connection.cursor() as cursor:
        cursor.execute(_NO_JIT + _compile(frame, rules, offices is not None), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _candidate(row: tuple[Any, ...]) -> Candidate:
    _kind, code, level, scope, subject_id, facts = row
    return Candidate(code, Level(level), scope, subject_id, tuple(sorted(set(facts))))


def sweep(
    rules: Rules, as_of: date, *, cutoff: date | None, offices: Sequence[int] | None = None
) -> Swept:
    """
    Return what is new by the rules as of a day, and which open flags have lapsed; one statement.

    `cutoff` is the last day since which an agency may have been silent for too long (see
    `silence_cutoff`); `offices` limits the sweep to some offices, None means all.
    """
    rows = list(_run(_SWEEP, rules, as_of, cutoff, offices))
    return Swept(
        fresh=[_candidate(row) for row in rows if row[0] == "fresh"],
        lapsed=[row[4] for row in rows if row[0] == "lapsed"],
    )


def held(
    rules: Rules, as_of: date, *, cutoff: date | None, offices: Sequence[int] | None = None
) -> list[Candidate]:
    """Return all that the rules hold as of a day, whatever has been flagged before."""
    return [_candidate(row) for row in _run(_HELD, rules, as_of, cutoff, offices)]
