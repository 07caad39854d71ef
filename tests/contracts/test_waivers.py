"""A window is ended early by the office's own operator alone, in words, today."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record
from contracts import actions
from contracts.facts.standing import waiver_text
from contracts.models import Contract, Waiver
from core.clock import now, today
from tests import factories
from tests.contracts.stories import served, under_notice
from tests.movers import forget_events
from tests.runtime import settle
from tests.sql import refused_at_runtime

WHO = "A window is ended by the office's own operator, today."
WORDS = "A window is ended by the declaration of its office."
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def warned(contract: Contract) -> Contract:
    """Return the contract under a notice that was served today."""
    return served(under_notice(contract), today())


def give(contract: Contract, person: Principal, words: str | None = None, **values: Any) -> str:
    """Return how the runtime role is refused a waiver, with its event."""
    forget_events()
    text = waiver_text(contract)
    fields = {
        "window": "termination_notice", "subject_type": "contracts.contract",
        "subject_id": contract.notice_id, "office": contract.office, "text": text,
        "given_on": today(), "given_at": now(), "given_by": person.user_id,
        "given_by_name": person.name,
    }  # fmt: skip

    def write() -> None:
        Waiver.objects.create(**(fields | values))
        if words != "":
            record(
                actor=person, verb="contract.notice_waived", target=contract, note=words or text,
                at=now(),
            )  # fmt: skip
        settle()

    return refused_at_runtime(write)


class TestAWaiver:
    def test_is_the_operators_with_the_declaration(
        self, warned: Contract, operator: Principal
    ) -> None:
        assert give(warned, operator) == ""

    def test_is_what_the_application_writes(self, warned: Contract, operator: Principal) -> None:
        forget_events()

        def write() -> None:
            actions.waive_termination_notice(
                contract_id=warned.pk, actor=operator.with_fresh_factor(), on=today(), at=now()
            )
            settle()

        assert refused_at_runtime(write) == ""

    @pytest.mark.parametrize("name", ["gas_manager", "gas_clerk", "deputy", "secretariat"])
    def test_is_no_others(
        self, warned: Contract, name: str, request: pytest.FixtureRequest
    ) -> None:
        told = give(warned, request.getfixturevalue(name))

        assert "names nobody who held a role" in told

    def test_is_not_of_another_offices_operator(self, warned: Contract) -> None:
        other = factories.make_principal(Role.OPERATOR, factories.make_office())

        assert "names nobody who held a role" in give(warned, other)

    def test_is_not_of_who_was_the_operator(self, warned: Contract, operator: Principal) -> None:
        RoleGrant.objects.filter(user_id=operator.user_id).update(ends_on=today() - DAY)

        assert give(warned, operator, given_at=now() - 5 * DAY) == WHO

    def test_is_not_of_another_day(self, warned: Contract, operator: Principal) -> None:
        assert give(warned, operator, given_on=today() - DAY) == WHO

    @pytest.mark.parametrize("text", ["", "باشد.", "باقی مهلت لازم نیست و از آن می‌گذریم. " * 3])
    def test_is_not_in_other_words(self, warned: Contract, operator: Principal, text: str) -> None:
        assert give(warned, operator, text, text=text) == WORDS

    def test_has_its_event(self, warned: Contract, operator: Principal) -> None:
        assert give(warned, operator, "") == WORDS
        assert give(warned, operator, "چیز دیگری") == WORDS
