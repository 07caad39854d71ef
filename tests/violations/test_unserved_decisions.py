"""A decision that was not served is in nobody's objection window, on no desk and in no figure."""

from typing import Any

import pytest

from accounts.principal import Principal
from dashboard.facts.figures import read
from dashboard.facts.scope import scope_of
from dashboard.facts.trend import STAGE_CODES, stage_parts, stages
from tests.violations.stories import Walk
from violations.views.queues import APPEAL, QUEUES, UNSERVED

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(walk: Any, gas_manager: Principal) -> Walk:
    """Return a case whose decision nobody has served."""
    walked: Walk = walk().open().notify().defend().decide(gas_manager)
    return walked


def test_is_in_a_queue_of_its_own_until_it_is_served(decided: Walk, gas_manager: Principal) -> None:
    def found(queue: Any) -> list[Any]:
        return list(queue.rows(gas_manager, decided.day))

    assert (found(UNSERVED), found(APPEAL)) == ([decided.case], [])

    decided.notify("decision")

    assert (found(UNSERVED), found(APPEAL)) == ([], [decided.case])


def test_every_role_that_sees_the_one_queue_sees_the_other() -> None:
    for queues in QUEUES.values():
        names = {queue.name for queue in queues}
        assert (APPEAL.name in names) == (UNSERVED.name in names)


@pytest.mark.parametrize("role", ["deputy", "expert", "gas_manager"])
def test_no_figure_counts_it_in_the_objection_window(
    decided: Walk, role: str, request: pytest.FixtureRequest
) -> None:
    principal = request.getfixturevalue(role)
    scope = scope_of({}, decided.day)

    figures = read(stage_parts(principal, scope))

    shown = dict(zip(STAGE_CODES, stages(figures, decided.day).stages, strict=True))
    assert shown["appeal_window"].count == 0
    assert shown["decision_to_serve"].count == 1


def test_its_page_says_that_it_is_to_be_served(
    decided: Walk, gas_manager: Principal, browser_of: Any
) -> None:
    page = browser_of(gas_manager).get(decided.case.get_absolute_url()).content.decode()

    assert "در مهلت اعتراض" not in page
