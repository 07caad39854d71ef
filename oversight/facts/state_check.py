"""
Records whose state is not the one that their last event brought them to.

One statement looks at all of them, and so in one snapshot. A record without any event is no matter
of this look: a bulk that was loaded with one event for all leaves none on each. The first policy
of an older installation has an event that names no state.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from approvals.states import PendingState
from contracts.states import AddendumState, ContractState, GuaranteeState
from offices.states import LicenceState, OfficeState
from oversight.states import DutyState, PolicyState, ReviewState
from violations.states import CaseState, ReportState, SessionState


class AccessState(TextChoices):
    """Whether an account or a role can be used."""

    OPEN = "open", _("in force")
    CLOSED = "closed", _("ended")


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
    "oversight.duty": DutyState,
    "contracts.guarantee": GuaranteeState,
    "contracts.contractaddendum": AddendumState,
    "violations.hearingsession": SessionState,
    "accounts.user": AccessState,
    "accounts.rolegrant": AccessState,
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


# What has no event of its own, or another word for its state: kind, name, state, and the state that
# the last event brings it to. A row without such an event is no matter of this look.
_PARTS = (
    # A duty follows its finding without events; a person refuses it, and the deputy reopens it.
    """
    SELECT 'oversight.duty', held.public_id::text, held.state::text, last.state
    FROM oversight_duty held
    JOIN LATERAL (
        SELECT changes -> 'state' ->> 1 AS state FROM audit_auditevent
        WHERE target_type = 'oversight.duty' AND target_id = held.public_id::text
          AND changes ? 'state'
        ORDER BY id DESC LIMIT 1
    ) last ON true
    WHERE (held.state = 'refused') <> (last.state = 'refused')
    """,
    """
    SELECT 'contracts.guarantee', held.number, held.state, 'held'
    FROM contracts_guarantee held
    JOIN contracts_contract kontract ON kontract.id = held.contract_id
    WHERE held.state <> 'held' AND EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'contracts.contract' AND target_id = kontract.public_id::text
          AND verb = 'contract.guaranteed' AND changes -> 'guarantee' ->> 1 = held.number
    ) AND NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'contracts.contract' AND target_id = kontract.public_id::text
          AND (verb IN ('contract.guarantee_extended', 'contract.guarantee_replaced',
                'contract.guarantee_expired', 'contract.guarantee_called')
               AND changes -> 'guarantee' ->> 0 = held.number
            OR verb IN ('contract.guarantee_released', 'contract.settled')
               AND changes -> 'released' -> 1 ? held.number)
    )
    """,
    """
    SELECT 'contracts.contractaddendum', kontract.number || ' / ' || held.number, held.state,
        last.state
    FROM (
        SELECT DISTINCT ON (contract_id) contract_id, number, state
        FROM contracts_contractaddendum ORDER BY contract_id, id DESC
    ) held
    JOIN contracts_contract kontract ON kontract.id = held.contract_id
    JOIN LATERAL (
        SELECT CASE verb
            WHEN 'contract.addendum_proposed' THEN 'proposed'
            WHEN 'contract.addendum_acceptance_withdrawn' THEN 'proposed'
            WHEN 'contract.amended' THEN 'in_force'
            WHEN 'contract.addendum_withdrawn' THEN 'withdrawn'
            WHEN 'contract.addendum_lapsed' THEN 'lapsed'
            WHEN 'contract.addendum_declined' THEN 'declined'
            WHEN 'contract.addendum_contested' THEN 'declined'
            ELSE 'accepted' END AS state
        FROM audit_auditevent
        WHERE target_type = 'contracts.contract' AND target_id = kontract.public_id::text
          AND verb IN ('contract.addendum_proposed', 'contract.amended',
              'contract.addendum_withdrawn', 'contract.addendum_lapsed',
              'contract.addendum_declined', 'contract.addendum_contested',
              'contract.addendum_accepted', 'contract.addendum_entered',
              'contract.addendum_acceptance_withdrawn')
        ORDER BY id DESC LIMIT 1
    ) last ON true
    WHERE held.state <> last.state
    """,
    """
    SELECT 'violations.hearingsession', kase.number, held.state, last.state
    FROM (
        SELECT DISTINCT ON (case_id) case_id, state
        FROM violations_hearingsession ORDER BY case_id, id DESC
    ) held
    JOIN violations_case kase ON kase.id = held.case_id
    JOIN LATERAL (
        SELECT changes -> 'session' ->> 1 AS state FROM audit_auditevent
        WHERE target_type = 'violations.case' AND target_id = kase.public_id::text
          AND changes ? 'session'
        ORDER BY id DESC LIMIT 1
    ) last ON true
    WHERE held.state <> last.state
    """,
    """
    SELECT 'accounts.user', held.username, CASE WHEN held.is_active THEN 'open' ELSE 'closed' END,
        CASE WHEN coalesce(last.is_open, true) THEN 'open' ELSE 'closed' END
    FROM accounts_user held
    JOIN LATERAL (
        SELECT changes -> 'is_active' -> 1 = 'true' AS is_open FROM audit_auditevent
        WHERE target_type = 'accounts.user' AND target_id = held.public_id::text
          AND (changes ? 'is_active' OR verb = 'user.created')
        ORDER BY (changes ? 'is_active') DESC, id DESC LIMIT 1
    ) last ON true
    WHERE held.is_active <> coalesce(last.is_open, true)
    """,
    """
    SELECT 'accounts.rolegrant', holder.username || ' / ' || held.role, 'closed', 'open'
    FROM accounts_rolegrant held
    JOIN accounts_user holder ON holder.id = held.user_id
    WHERE held.ended_at IS NOT NULL AND EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'accounts.user' AND target_id = holder.public_id::text
          AND verb = 'role.granted'
    ) AND NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'accounts.user' AND target_id = holder.public_id::text
          AND verb IN ('role.ended', 'role.voided')
          AND (changes -> 'ended_at' ->> 1)::timestamptz = held.ended_at
    )
    """,
)


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
        cursor.execute(" UNION ALL ".join([*looks, *_PARTS]) + " ORDER BY 1, 2")
        return [Difference(*row) for row in cursor.fetchall()]
