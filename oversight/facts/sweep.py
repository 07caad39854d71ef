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
from functools import lru_cache
from typing import Any

from django.db import connection

from oversight.facts.silence import late_cutoff
from oversight.facts.statements import (
    COUNTED,
    COVERED,
    COVERED_ONE,
    FLAGS,
    GROUND,
    GROUND_PICKED,
    GROUNDS,
    PICKED,
    RULES,
    UNION_FLAGS_OF_AGENCIES,
)
from oversight.rules import Level
from oversight.rules.shapes import Parameters, oldest_warning, warning_end, window_start
from oversight.states import RuleCode

# A contract's flag of these rules ends by itself when what it tells has been put right; one of
# another rule waits for its review. Watches and flags of offices, licences and agencies open no
# review, and end when they no longer hold.
CLEARABLE = (
    RuleCode.CURE_MISSED,
    RuleCode.REMITTANCE,
    RuleCode.LICENCE_LOST,
    RuleCode.INACTIVITY,
    RuleCode.GUARANTEE,
)

# Which flags, of a table of that alias, may end by themselves.
LAPSING = {
    f"lapsing_{alias}": f"({alias}.is_watch OR {alias}.scope <> 'contract'"
    f" OR {alias}.code = ANY(%(clearable)s))"
    for alias in ("f", "h")
}

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


# Compiling the statement would take longer than running it. The planner can't know how many pairs
# reach a threshold: but for the look-ups that the text spells out (LATERAL), hashes are never wrong
# by much. The settings end with the transaction.
_PLAN = """
SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off;
"""

# The facts' keys; cases come as ids, so that they are named once.
_HELD_ROWS = """
held AS MATERIALIZED (
    SELECT code, level, scope, subject_id, scope || ':' || subject_id AS subject,
        level = 'watch' AS is_watch, coalesce(keys, string_to_array(
            'case:' || array_to_string(case_ids, ',case:'), ',')) AS facts
    FROM ({rules}) h (code, level, scope, subject_id, case_ids, keys)
)"""

_SWEEP = """
WITH {ground}, {held},
rules AS (
    SELECT * FROM unnest(%(codes)s::text[], %(parameters)s::text[]) AS r(code, parameters)
)
SELECT 'fresh', h.code, h.level, h.scope, h.subject_id, h.facts
FROM held h WHERE NOT EXISTS (
    SELECT FROM flags f
    WHERE f.subject = h.subject AND f.code = h.code AND f.is_watch = h.is_watch
      AND f.ended IS DISTINCT FROM 'superseded' AND f.facts @> h.facts
)
UNION ALL
SELECT 'lapsed', f.code, '', f.scope, f.id, NULL
FROM flags f JOIN rules r ON r.code = f.code AND r.parameters::jsonb = f.parameters
WHERE f.ended IS NULL
  AND {lapsing_f}
  AND NOT EXISTS (
    SELECT FROM held h
    WHERE {lapsing_h} AND h.subject = f.subject AND h.code = f.code AND h.is_watch = f.is_watch
      AND (f.code <> 'A01' OR f.facts = h.facts)
  )
ORDER BY 1, 2, 4, 5, 6
"""

_HELD = """
WITH {ground}, {held}
SELECT 'held', code, level, scope, subject_id, facts FROM held ORDER BY 2, 3, 4, 5, 6
"""


def _window(rules: Rules, code: RuleCode, as_of: date) -> date:
    """Return a rule's first day; the day itself when the rule is off, so that it counts little."""
    return window_start(as_of, rules[code]["months"]) if code in rules else as_of


def _cutoff(rules: Rules, code: RuleCode, as_of: date) -> date | None:
    """Return the last day since which something is late for too long; None when the rule is off."""
    return late_cutoff(as_of, rules[code]["working_days"]) if code in rules else None


@lru_cache(maxsize=8)
def _warning_ends(first: date, last: date, months: int) -> str:
    """
    Return when a warning ends that was given on the first day, the next, up to the last.

    As one literal of an array: a list would be read day by day, as long as the rest of the sweep.
    """
    days = range((last - first).days + 1)
    ends = (warning_end(first + timedelta(days=n), months).isoformat() for n in days)
    return "{" + ",".join(ends) + "}"


def _values(rules: Rules, as_of: date) -> dict[str, Any]:
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
    horizon = oldest_warning(as_of, warning)
    points = rules.get(RuleCode.POINTS, {"watch": 0, "flag": 0})
    guarantee = rules.get(RuleCode.GUARANTEE, {"notice_days": 0})
    needs_warnings = RuleCode.AFTER_WARNING in rules
    return starts | {
        "as_of": as_of,
        "oldest": min([*starts.values(), *([horizon] if needs_warnings else [])]),
        "grades_f02": rules.get(RuleCode.MAJOR_REPEAT, {}).get("severities", []),
        "grades_f05": rules.get(RuleCode.CROSS_AGENCY, {}).get("severities", []),
        "count_f01": rules.get(RuleCode.CRITICAL_ONCE, {}).get("count"),
        "count_f02": rules.get(RuleCode.MAJOR_REPEAT, {}).get("count"),
        "count_f03": rules.get(RuleCode.SAME_TYPE_REPEAT, {}).get("count"),
        "agencies_f05": rules.get(RuleCode.CROSS_AGENCY, {}).get("agencies"),
        "watch_f04": points["watch"],
        "flag_f04": points["flag"],
        "horizon": horizon,
        "ends_f06": _warning_ends(horizon, as_of, warning),
        "cutoff_f07": _cutoff(rules, RuleCode.CURE_MISSED, as_of),
        "cutoff_f08": _cutoff(rules, RuleCode.REMITTANCE, as_of),
        "from_f08": _window(rules, RuleCode.REMITTANCE, as_of),
        "count_f08": rules.get(RuleCode.REMITTANCE, {}).get("count"),
        "latest_f10": as_of - timedelta(days=rules.get(RuleCode.INACTIVITY, {"days": 0})["days"]),
        "soon_f11": as_of + timedelta(days=guarantee["notice_days"]),
    }


@lru_cache(maxsize=16)
def _compile(frame: str, rules: tuple[RuleCode, ...], narrowed: bool) -> str:
    """Return the statement for the rules that are on; `narrowed` limits it to some offices."""
    names = {"only": "office_id"}
    names |= {f"{alias}_only": f"{alias}.office_id" for alias in ("s", "c", "e", "r", "i")}
    only = {key: f"AND {name} = {PICKED}" if narrowed else "" for key, name in names.items()}
    only["offices"] = "chosen" if narrowed else "offices_office"
    only["flags"] = FLAGS.format(f_only=f"WHERE f.office_id = {PICKED}" if narrowed else "")
    if narrowed:
        only["flags"] += UNION_FLAGS_OF_AGENCIES
    grounds = [GROUND, *(GROUNDS[code] for code in rules if code in GROUNDS)]
    if narrowed:
        grounds.insert(0, GROUND_PICKED)
    bodies = [RULES[code] for code in rules if code in RULES]
    nothing = "SELECT '', '', '', 0::bigint, ARRAY[]::bigint[], ARRAY[]::text[] WHERE false"
    held_rows = _HELD_ROWS.replace("{rules}", "\n    UNION ALL".join([nothing, *bodies]))
    text = frame.replace("{ground}", ",".join(grounds)).replace("{held}", held_rows)
    return text.format(
        counted=COUNTED, covered=COVERED_ONE if narrowed else COVERED, **only, **LAPSING
    )


def _run(
    frame: str, rules: Rules, as_of: date, offices: Sequence[int] | None
) -> Iterable[tuple[Any, ...]]:
    values = _values(rules, as_of) | {
        # One literal: a list would be quoted number by number, wherever the statement names it.
        "offices": "{" + ",".join(map(str, offices or [])) + "}",
        "codes": [str(code) for code in rules],
        "parameters": [json.dumps(parameters) for parameters in rules.values()],
        "clearable": [str(code) for code in CLEARABLE],
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAN + _compile(frame, tuple(rules), offices is not None), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _candidate(row: tuple[Any, ...]) -> Candidate:
    _kind, code, level, scope, subject_id, facts = row
    return Candidate(code, Level(level), scope, subject_id, tuple(sorted(set(facts))))


def sweep(rules: Rules, as_of: date, *, offices: Sequence[int] | None = None) -> Swept:
    """
    Return what is new by the rules as of a day, and which open flags have lapsed; one statement.

    `offices` limits the sweep to some offices, None means all.
    """
    rows = list(_run(_SWEEP, rules, as_of, offices))
    return Swept(
        fresh=[_candidate(row) for row in rows if row[0] == "fresh"],
        lapsed=[row[4] for row in rows if row[0] == "lapsed"],
    )


def held(rules: Rules, as_of: date, *, offices: Sequence[int] | None = None) -> list[Candidate]:
    """Return all that the rules hold as of a day, whatever has been flagged before."""
    return [_candidate(row) for row in _run(_HELD, rules, as_of, offices)]
