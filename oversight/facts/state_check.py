"""
Records whose state is not the one that their last event brought them to.

One statement looks at all of them, and so in one snapshot. A record without any event is no matter
of this look: a bulk that was loaded with one event for all leaves none on each. The first policy
of an older installation has an event that names no state.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import TextChoices

from approvals.states import PendingState
from contracts.states import ContractState
from offices.states import LicenceState, OfficeState
from oversight.states import PolicyState, ReviewState
from violations.states import CaseState, ReportState

# Type of the record, its table, the column of its name, and the state in which it starts.
COMPARED = (
    ("offices.office", "offices_office", "code", "draft"),
    ("offices.licence", "offices_licence", "number", "valid"),
    ("contracts.contract", "contracts_contract", "number", "draft"),
    ("violations.violationreport", "violations_violationreport", "number", "submitted"),
    ("violations.case", "violations_case", "number", "opened"),
    ("oversight.terminationreview", "oversight_terminationreview", "number", "open"),
    ("oversight.policyversion", "oversight_policyversion", "number::text", "proposed"),
    ("approvals.pendingact", "approvals_pendingact", "public_id::text", "pending"),
)
WORDS: dict[str, type[TextChoices]] = {
    "offices.office": OfficeState,
    "offices.licence": LicenceState,
    "contracts.contract": ContractState,
    "violations.violationreport": ReportState,
    "violations.case": CaseState,
    "oversight.terminationreview": ReviewState,
    "oversight.policyversion": PolicyState,
    "approvals.pendingact": PendingState,
}
_LOOK = """
SELECT '{kind}', held.{name}, held.state, coalesce(last.state, '{first}')
FROM {table} held
JOIN LATERAL (
    SELECT changes -> 'state' ->> 1 AS state, changes ? 'state' AS is_named FROM audit_auditevent
    WHERE target_type = '{kind}' AND target_id = held.public_id::text
      AND (changes ? 'state' OR verb <> 'policy.loaded')
    ORDER BY (changes ? 'state') DESC, id DESC LIMIT 1
) last ON true
WHERE held.state <> coalesce(last.state, '{first}')
"""


@dataclass(frozen=True)
class Difference:
    """A record, the state that it has, and the one that its last event names."""

    kind: str
    number: str
    state: str
    recorded: str


def spoken(kind: str, state: str) -> str:
    """Return a state as people read it; one that nobody knows as it stands."""
    words = WORDS[kind]
    return str(words(state).label) if state in words.values else state


def differences() -> list[Difference]:
    """Return each record whose state its events do not explain."""
    looks = [
        _LOOK.format(kind=kind, table=table, name=name, first=first)
        for kind, table, name, first in COMPARED
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks) + " ORDER BY 1, 2")
        return [Difference(*row) for row in cursor.fetchall()]
