"""
Which offices an incremental run has to weigh again (design: DECISIONS 13).

Inside a sliding window time alone only takes facts away, so that it is enough to look where facts
changed and where a day of the office's own has come since the last run. A flag of a contract that
waits for its review stays as it is, however its window moves.
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from oversight.facts.sweep import CLEARABLE, LAPSING
from oversight.rules.shapes import Parameters
from oversight.states import RuleCode

_AFFECTED = """
SELECT f.office_id FROM oversight_flag f
LEFT JOIN oversight_flagend e ON e.flag_id = f.id
WHERE e.id IS NULL AND f.office_id IS NOT NULL
  AND {lapsing_f}
  AND (f.code <> 'F04' OR EXISTS (
    SELECT FROM violations_pointentry p WHERE p.office_id = f.office_id AND p.points > 0
      AND p.expires_on > %(last)s AND p.expires_on <= %(as_of)s))
UNION
SELECT office_id FROM offices_licence
WHERE (expires_on >= %(last)s AND expires_on < %(as_of)s)
   OR (ended_on >= %(last)s AND ended_on < %(as_of)s)
   OR (suspended_until >= %(last)s AND suspended_until < %(as_of)s)
   OR (issued_on > %(last)s AND issued_on <= %(as_of)s)
   OR (state_since > %(last)s AND state_since <= %(as_of)s)
UNION
SELECT k.office_id FROM contracts_guarantee g JOIN contracts_contract k ON k.id = g.contract_id
WHERE (g.expires_on >= %(last)s AND g.expires_on < %(as_of)s)
   OR (g.expires_on > %(last_watch)s AND g.expires_on <= %(watch)s)
UNION
SELECT c.office_id FROM violations_correctiveaction d
JOIN violations_case c ON c.id = d.case_id AND c.round_no = d.round_no
WHERE d.verified_on IS NULL AND d.due_on < %(as_of)s AND c.state IN ('final', 'closed')
UNION
SELECT k.office_id FROM contracts_settlement l JOIN contracts_contract k ON k.id = l.contract_id
WHERE (l.settled_on IS NULL OR l.settled_on >= %(last)s) AND l.due_on < %(as_of)s
  AND l.reverses_id IS NULL
UNION
SELECT office_id FROM offices_officestateinterval
WHERE state IN ('inactive', 'temporarily_closed') AND ends_on IS NULL AND starts_on <= %(as_of)s
UNION
SELECT office_id FROM contracts_contract
WHERE in_force_from > %(last)s AND in_force_from <= %(as_of)s
"""


def affected_offices(last: date, as_of: date, rules: dict[RuleCode, Parameters]) -> list[int]:
    """
    Return the offices that may be flagged, or cleared, as of a day after a run as of `last`.

    Offices whose facts changed since are not among them: see `take_touched`.
    """
    if as_of == last:
        return []
    notice = timedelta(days=rules.get(RuleCode.GUARANTEE, {}).get("notice_days", 0))
    values: dict[str, Any] = {
        "last": last,
        "as_of": as_of,
        "last_watch": last + notice,
        "watch": as_of + notice,
        "clearable": [str(code) for code in CLEARABLE],
    }
    with connection.cursor() as cursor:
        cursor.execute(_AFFECTED.format(**LAPSING), values)
        return sorted(row[0] for row in cursor.fetchall())


_TAKE = """
DELETE FROM offices_touchedoffice WHERE id IN (
    SELECT id FROM offices_touchedoffice FOR UPDATE SKIP LOCKED
) RETURNING office_id
"""


def take_touched() -> list[int]:
    """
    Take the offices whose facts changed; whoever touches one now waits, and touches it anew.

    Call before anything is measured: a fact that is committed later leaves its office for the
    next run.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE)
        return sorted(row[0] for row in cursor.fetchall())
