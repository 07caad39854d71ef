"""
What rule F08 costs within the flagging: the late settlements against a scan of all of them.

The synthetic data have no accounts, so that the sweep alone says nothing of this rule. Settlements
are written for it, by the runtime role and past no trigger, and rolled back with the rest.
"""

from datetime import date

from django.db import connection

from dev.bench.rows import Row
from oversight.facts import sweep
from oversight.states import RuleCode

EACH = 6  # settlements of a contract that runs
RULES = {RuleCode.REMITTANCE: {"working_days": 10, "count": 3, "months": 6}}
# One in forty was remitted late, one in two hundred is still open; the others came in time.
REGISTER = """
INSERT INTO contracts_settlement (created_at, updated_at, public_id, key, period_first, period_last,
    amount, due_on, source, recorded_on, recorded_by, recorded_by_name, settled_on, settled_source,
    settled_by, settled_by_name, contract_id, holder_id)
SELECT now(), now(), gen_random_uuid(), 'bench-' || n, due - 8, due - 1, 1000000, due, 'bench',
    due - 1, 0, 'bench', paid, CASE WHEN paid IS NULL THEN '' ELSE 'bench' END,
    CASE WHEN paid IS NULL THEN NULL ELSE 0 END, '', contract_id, holder_id
FROM (
    SELECT c.id AS contract_id, o.holder_id, n, %(day)s::date - 9 - (n * 300 / %(each)s) AS due,
        CASE WHEN (c.id + n) %% 200 = 0 THEN NULL
            WHEN (c.id + n) %% 40 = 0 THEN %(day)s::date - 1 - (n * 300 / %(each)s)
            ELSE %(day)s::date - 9 - (n * 300 / %(each)s) END AS paid
    FROM contracts_contract c JOIN offices_office o ON o.id = c.office_id
    CROSS JOIN generate_series(1, %(each)s) n
    WHERE c.state IN ('active', 'suspended') AND c.in_force_from <= %(day)s AND c.ends_on >= %(day)s
      AND o.holder_id IS NOT NULL
) entry
"""
BARE = """
SELECT
    (SELECT count(id) + count(contract_id) + count(holder_id) + count(due_on) + count(settled_on)
     FROM contracts_settlement WHERE reverses_id IS NULL),
    (SELECT count(id) + count(office_id) + count(agency_id) + count(in_force_from)
     FROM contracts_contract
     WHERE state IN ('active', 'suspended') AND in_force_from <= %(day)s AND ends_on >= %(day)s),
    (SELECT count(id) + count(holder_id) FROM offices_office),
    (SELECT count(subject) + count(code) + sum(cardinality(facts)) FROM oversight_flag)
"""


def fill(day: date, each: int = EACH) -> int:
    """Write settlements for every contract that runs on a day; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER, {"day": day, "each": each})
        written: int = cursor.rowcount
        # Only the owner may; without it the planner guesses, which is told by the figure.
        cursor.execute("ANALYZE contracts_settlement")
    return written


def scan(day: date) -> None:
    """Read every column that the rule weighs, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"day": day})


def weigh(day: date) -> int:
    """Weigh all contracts by the rule; return how many it holds for."""
    return len(sweep(RULES, day).fresh)


def told(written: int, held: int, ratio: float) -> Row:
    """Return the line of the table; it has no bar of its own, being a part of bar 7."""
    what = "of it F08 alone ÷ scan of accounts, contracts and flags, CPU"
    return Row("7", what, ratio, note=f"{written:,} settlements written, {held:,} flagged")
