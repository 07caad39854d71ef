"""
Desks and rows of lists agree with the tables of acts, in stories and on random ways.

What a desk or a row of a list offers is open to its reader, and what waits for a person is on the
desk of that person.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions as contract_actions
from contracts.models import Contract
from contracts.states import ContractState
from dashboard.facts.waiting import KINDS, waiting_for
from offices.models import Licence
from tests.contracts.stories import TODAY as TODAY_OF_STORIES
from tests.contracts.stories import contract_in
from tests.dashboard.offered import faults_of
from tests.dashboard.ways import Ways, one_way, wander
from tests.factories import make_principal, make_same_person
from tests.violations.test_histories import SAID


class TestKinds:
    def test_of_work_name_their_acts_or_are_to_see(self) -> None:
        silent = {name for name, kind in KINDS.items() if not kind.acts}

        assert silent == {
            "attend", "assist", "reinstate", "too-few", "too-few-review", "service-entered",
            "raised", "raised-undecided", "on-agenda", "on-agenda-undecided", "too-few-appeal",
            "owed-reinstatement",
        }  # fmt: skip
        assert {name for name in silent if KINDS[name].is_task} == {"reinstate"}

    def test_of_work_have_a_button(self) -> None:
        assert all(kind.button for kind in KINDS.values())


@pytest.fixture
def way(db: None, settings: Any, tmp_path: Path) -> Iterator[Ways]:
    """Return a house whose people have done nothing yet."""
    settings.MEDIA_ROOT = tmp_path
    found = one_way()
    yield found
    found.teardown()


def desk(way: Ways, name: str) -> set[str]:
    """Return the kinds of work on the desk of somebody of the house."""
    return kinds(way.house.people[name], way.day)


class TestStages:
    """Of a case, as one story after the other brings it there."""

    def test_the_result_of_an_objection_to_a_closed_case_waits_to_be_served(
        self, way: Ways
    ) -> None:
        way.go_on(4, "written_warning")
        way.go_on(2, "written_warning")
        way.close_final(None)
        assert (way.made.state, way.ask()) == ("closed", [])

        way.object_on_paper(None)
        assert way.made.is_contested
        assert (desk(way, "appeal"), way.ask()) == (set(), [])
        way.wait(10)  # the office's time to contest it
        assert (desk(way, "appeal"), way.ask()) == ({"appeal"}, [])
        way.decide_appeal("upheld", None)
        assert "tell-result" in desk(way, "manager")
        assert way.ask() == []

        way.issue("appeal_result", None)
        assert "tell-result" not in desk(way, "manager")
        assert "unserved" in desk(way, "manager")
        assert "receive" in desk(way, "operator")
        assert way.ask() == []
        way.serve("appeal_result", None)
        assert way.ask() == []

    def test_a_notice_by_letter_does_not_wait_for_the_office(self, way: Ways) -> None:
        way.report(None, "major")
        assert way.ask() == []

        way.issue("charge", "manager")  # the clerk reports

        assert way.made.is_issued
        assert "receive" not in desk(way, "operator")
        assert "unserved" in desk(way, "manager")
        assert way.ask() == []

    def test_a_suspension_waits_while_the_contract_is_on_hold(self, way: Ways) -> None:
        way.go_on(4, "suspension")
        way.go_on(1, "suspension")
        assert way.made.state == "final"
        assert "execute" in desk(way, "manager")
        assert way.ask() == []

        way.do_to_contract(
            contract_actions.urgent_suspend, way.house.people["manager"], reason=SAID,
            until=way.day + timedelta(days=5),
        )  # fmt: skip

        way.house.contract.refresh_from_db()
        assert way.house.contract.state == "suspended"
        assert "execute" not in desk(way, "manager")
        assert way.ask() == []

    def test_a_deputy_who_reported_names_nobody(self, way: Ways) -> None:
        make_same_person(way.house.people["deputy"], way.house.people["expert"])
        way.report(None, "licence")
        for name in "chair", "chair2":
            way.leave(name)
        way.serve("charge", None)
        way.defend(None)
        way.waive("defence", None)

        assert way.made.state == "defended"
        assert "name-stand-in" not in desk(way, "deputy")
        assert way.ask() == []

    def test_corrections_wait_for_the_office_and_then_for_who_keeps_the_case(
        self, way: Ways
    ) -> None:
        way.go_on(6, "written_warning")
        way.correct(None)
        assert "correct" in desk(way, "operator")
        assert way.ask() == []
        way.correct(None)
        assert "verify" in desk(way, "manager")
        assert way.ask() == []

    def test_sessions_wait_to_be_held_and_signed(self, way: Ways) -> None:
        way.go_on(3, "written_warning")
        way.call(None, 12)
        assert way.ask() == []
        way.wait(12)
        assert "hold" in desk(way, "second")
        assert way.ask() == []


class TestContracts:
    """In each state, of an agency with its people."""

    @pytest.mark.django_db
    @pytest.mark.parametrize("state", list(ContractState))
    def test_wait_for_whom_their_acts_are_open(self, state: str) -> None:
        contract = contract_in(state)
        people = [
            make_principal(Role.AGENCY_MANAGER, contract.agency),
            make_principal(Role.AGENCY_CLERK, contract.agency),
            make_principal(Role.OPERATOR, contract.office),
        ]

        assert faults(people, TODAY_OF_STORIES) == []

    @pytest.mark.django_db
    def test_are_not_signed_by_who_drafted_them(self) -> None:
        contract = contract_in("pending_signature")
        manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
        Contract.objects.update(drafted_by=manager.user_id)

        assert faults([manager], TODAY_OF_STORIES) == []
        assert "sign" not in kinds(manager, TODAY_OF_STORIES)

    @pytest.mark.django_db
    @pytest.mark.parametrize("days", [-1, 20])
    @pytest.mark.parametrize("is_held", [False, True])
    def test_wait_for_an_answer_while_it_can_be_given(self, days: int, is_held: bool) -> None:
        contract = contract_in("suspended" if is_held else "active")
        operator = make_principal(Role.OPERATOR, contract.office)
        Contract.objects.update(mutual_end_on=TODAY_OF_STORIES + timedelta(days=days))

        assert faults([operator], TODAY_OF_STORIES) == []
        assert ("accept-end" in kinds(operator, TODAY_OF_STORIES)) is (days > 0 and not is_held)


class TestLicences:
    @pytest.mark.django_db
    @pytest.mark.parametrize("days", [20, 100])
    def test_wait_for_renewal_while_it_can_be_asked_for(self, days: int) -> None:
        contract = contract_in("active")
        operator = make_principal(Role.OPERATOR, contract.office)
        day = Licence.objects.get(office=contract.office).expires_on - timedelta(days=days)

        assert faults([operator], day) == []
        assert ("ask-renewal" in kinds(operator, day)) is (days == 100)


def faults(people: list[Principal], on: date) -> list[str]:
    """Return what disagrees for some people."""
    with translation.override("en"):
        return [fault for actor in people for fault in faults_of(actor, on, Counter())]


def kinds(actor: Principal, on: date) -> set[str]:
    """Return the kinds of work on a desk."""
    return {waiting.kind for waiting in waiting_for(actor, on) if waiting.rows.exists()}


class TestRandomWays:
    @pytest.mark.deep  # seven seconds a way; the stages above are the smoke share
    @pytest.mark.django_db
    def test_offer_what_is_open_and_all_that_waits(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path

        found, seen = wander(max_examples=60, stateful_step_count=12, derandomize=True)

        assert found == [], "\n".join(found)
        assert len(seen) > 3, seen
