"""Those who confirm at once: an act is done once, and one policy does not undo another."""

from typing import Any

import pytest

from accounts.roles import Role
from approvals.facts import PENDING_KINDS
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.errors import Busy, IllegalMove
from offices.models import Office
from oversight.actions import load_policies, propose_policy
from oversight.models import PolicyVersion
from tests import factories
from tests.approvals.conftest import ACT, REASON, Renaming, confirm, propose, register
from tests.contracts.test_concurrency import race
from tests.oversight.steps import DAY, later, moment

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


@pytest.mark.usefixtures("real_db")
def test_of_eight_policies_approved_at_once_one_is_approved() -> None:
    load_policies(at=moment(DAY))
    expert = factories.make_principal(Role.EXPERT)
    deputies = [factories.make_principal(Role.DEPUTY) for _number in range(THREADS)]
    acts = []
    for count in range(2, THREADS + 2):
        rule = {"code": "F01", "is_enabled": True, "parameters": {"count": count}}
        version = propose_policy(
            title="آستانهٔ تازه", valid_from=later(7), note=REASON * 2, rules=[rule],
            actor=expert, on=DAY, at=moment(DAY),
        )  # fmt: skip
        acts.append(PendingAct.objects.get(target_id=version.public_id))

    outcomes = race([confirmer(act, deputy) for act, deputy in zip(acts, deputies, strict=True)])

    assert outcomes.count("won") == 1
    assert set(outcomes) <= {"won", IllegalMove.__name__, Busy.__name__}
    assert PolicyVersion.objects.filter(state="approved").count() == 2


def confirmer(pending: PendingAct, person: Any) -> Any:
    """Return a call that confirms the act as a person."""
    return lambda: confirm(pending, person)


@pytest.mark.usefixtures("real_db")
def test_a_record_that_changes_after_the_comparison_is_not_confirmed() -> None:
    is_watched = False

    def content(office: Office, arguments: Any) -> dict[str, str]:
        found = {"name": office.name}
        if is_watched and office.name != "نام دیگر":
            (outcome,) = race([lambda: rename(office)])
            assert outcome in {"won", Busy.__name__}
        return found

    renaming = Renaming()
    register(renaming, content=content)
    try:
        pending = propose(factories.make_principal(Role.EXPERT), factories.make_office())
        secretariat = factories.make_principal(Role.SECRETARIAT)
        is_watched = True
        with pytest.raises(IllegalMove):
            confirm(pending, secretariat)
    finally:
        PENDING_KINDS.remove(ACT)

    assert renaming.done == []


def rename(office: Office) -> None:
    """Give an office another name, in a transaction of its own."""
    Office.objects.filter(pk=office.pk).update(name="نام دیگر")
