"""Who acted in a case, and when it was served, is written with the act and stays."""

from typing import Any

import pytest

from accounts.roles import Role
from core.clock import now, today
from tests.factories import make_case, make_final_case, make_principal
from tests.sql import refused_and_undone, runtime_role
from violations.models import Case
from violations.states import CaseState

pytestmark = pytest.mark.django_db
REFUSAL = "Who acted in a case, and when, is written with the act alone."


def asked(case: Case, **values: Any) -> str:
    """Return how a change of a case by hand is refused."""
    return refused_and_undone(lambda: Case.objects.filter(pk=case.pk).update(**values))


@pytest.mark.parametrize(
    "name", ["executed_by", "closed_by", "reopened_by", "reopened_at", "served_on"]
)
def test_is_not_rewritten_beside_the_act(name: str) -> None:
    closed, opened = make_final_case(state=CaseState.CLOSED), make_case()
    manager = make_principal(Role.AGENCY_MANAGER, closed.agency)
    value = {"reopened_at": now(), "served_on": today()}.get(name, manager.user_id)

    with runtime_role():
        assert asked(opened, **{name: value}) == REFUSAL
        assert asked(closed, **{name: value}) in {
            REFUSAL,
            "A recorded day of a case is not changed.",
        }
        assert bool(asked(closed, **{name: None})) is (getattr(closed, name) is not None)
