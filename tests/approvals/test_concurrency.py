"""Two who confirm at once: the act is done once."""

from typing import Any

import pytest

from accounts.roles import Role
from approvals.facts import PENDING_KINDS
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.errors import Busy, IllegalMove
from tests import factories
from tests.approvals.conftest import ACT, Renaming, confirm, propose, register
from tests.contracts.test_concurrency import race

THREADS = 8


@pytest.mark.usefixtures("real_db")
def test_of_eight_who_confirm_at_once_one_does_it() -> None:
    renaming = Renaming()
    register(renaming)
    try:
        pending = propose(factories.make_principal(Role.EXPERT), factories.make_office())
        people = [factories.make_principal(Role.SECRETARIAT) for _number in range(THREADS)]

        outcomes = race([confirmer(pending, person) for person in people])
    finally:
        PENDING_KINDS.remove(ACT)

    assert outcomes.count("won") == 1
    assert set(outcomes) <= {"won", IllegalMove.__name__, Busy.__name__}
    assert len(renaming.done) == 1
    assert AuditEvent.objects.filter(verb="pending.confirmed").count() == 1
    assert PendingAct.objects.get(pk=pending.pk).version == 2


def confirmer(pending: PendingAct, person: Any) -> Any:
    """Return a call that confirms the act as a person."""
    return lambda: confirm(pending, person)
