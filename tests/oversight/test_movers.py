"""Moves of reviews and ends of flags by raw SQL: each has its document and its person."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.principal import Principal
from contracts.models import Contract
from contracts.states import ContractState
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from oversight import actions
from oversight.actions import openings
from oversight.models import Flag, FlagEnd, TerminationReview
from oversight.states import FlagEndKind, ReviewState
from tests.contracts.stories import suspended
from tests.movers import insert_refused, move_refused
from tests.oversight.steps import LONG_AGO, later, moment
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused

UNASKED = "A row of oversight_{} moves by an event of somebody who holds the role for it."
OF_REVIEW, OF_FLAG = UNASKED.format("terminationreview"), UNASKED.format("flagend")
OTHER_SIDE = "Who holds or runs the office acts for no other side."
pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> date:
    """Return a day from which every window of a review is over today."""
    return LONG_AGO


def end_of(review: TerminationReview, kind: FlagEndKind) -> FlagEnd:
    """Return an end of the review's flag that is not written yet."""
    return FlagEnd(flag=review.flags.get(), kind=kind, on=today(), reason="—")


class TestAFlag:
    def test_is_not_answered_without_a_decision(
        self, review: TerminationReview, gas_manager: Principal
    ) -> None:
        end = end_of(review, FlagEndKind.DECIDED)

        refused = insert_refused(end, [("flag.decided", gas_manager)], end.flag)

        assert refused == "A flag is answered by the decision of its review."
        assert Flag.objects.open().exists()

    @pytest.mark.parametrize("kind", FlagEndKind)
    def test_is_ended_by_nobody(self, review: TerminationReview, kind: FlagEndKind) -> None:
        refused = insert_refused(end_of(review, kind))

        assert refused in (OF_FLAG, "A flag is answered by the decision of its review.")


class TestAReview:
    @pytest.mark.parametrize("name", ["", "gas_manager", "operator", "secretariat"])
    def test_is_put_before_the_deputy_by_the_clock(
        self, review: TerminationReview, name: str, request: pytest.FixtureRequest
    ) -> None:
        values = {"state": ReviewState.ESCALATED, "escalated_on": today()}
        told = [("review.escalated", request.getfixturevalue(name))] if name else []

        expected = OTHER_SIDE if name == "operator" else OF_REVIEW
        assert move_refused(review, values, told) == expected
        clock = User.objects.system()
        assert move_refused(review, values, [("review.escalated", clock)]) == ""

    @pytest.mark.parametrize("name", ["", "gas_manager", "gas_clerk", "deputy"])
    def test_counts_as_heard_by_the_clock_or_the_waiver(
        self, served: TerminationReview, name: str, request: pytest.FixtureRequest
    ) -> None:
        values = {"state": ReviewState.HEARD, "heard_on": today()}
        told = [("review.hearing_lapsed", request.getfixturevalue(name))] if name else []

        assert move_refused(served, values, told) == OF_REVIEW
        clock = User.objects.system()
        assert move_refused(served, values, [("review.hearing_lapsed", clock)]) == ""

    @pytest.mark.parametrize(
        ("column", "value", "verb"),
        [
            ("closed_on", today(), "review.closed"), ("closing_note", "—", "review.closed"),
            ("plan", "برنامه", "review.decided"), ("plan_due_on", today(), "review.decided"),
            ("suspension_days", 5, "review.decided"), ("escalated_on", today(), "review.escalated"),
        ],
    )  # fmt: skip
    def test_has_what_belongs_to_a_move_with_that_move(
        self, review: TerminationReview, gas_manager: Principal, column: str, value: Any, verb: str
    ) -> None:
        words = move_refused(review, {column: value}, [(verb, gas_manager)])

        assert words == f"{column} of oversight_terminationreview is written by its own move."

    def test_is_not_void_while_a_flag_carries_it(
        self, review: TerminationReview, clock: Principal
    ) -> None:
        values = {"state": ReviewState.SUPERSEDED, "closed_on": today(), "closing_note": "—"}

        refused = move_refused(review, values, [("review.superseded", clock)])

        assert refused == "A review is void when no flag carries it."


class TestBeforeItsDay:
    @pytest.fixture
    def day(self) -> date:
        """Return today, so that the time to decide runs."""
        return today()

    def test_is_not_put_before_the_deputy(self, flagged: Contract, clock: Principal) -> None:
        actions.flag_termination_review(as_of=today(), actor=clock, at=moment(today()))
        review = TerminationReview.objects.get(contract=flagged)
        assert review.decision_due_on >= today()
        values = {"state": ReviewState.ESCALATED, "escalated_on": today()}

        refused = move_refused(review, values, [("review.escalated", clock)])

        assert refused == "A review is put before the deputy after its day."

    @pytest.mark.parametrize(("short", "told"), [
        (0, ""), (1, "A window has the whole length of its rule."),
    ])  # fmt: skip
    def test_is_decided_in_its_whole_time(
        self, flagged: Contract, clock: Principal, monkeypatch: pytest.MonkeyPatch, short: int,
        told: str,
    ) -> None:  # fmt: skip
        whole = openings._due

        def counted(places: Any, as_of: date) -> Any:
            return {
                place: replace(due, due_on=due.due_on - timedelta(days=short))
                for place, due in whole(places, as_of).items()
            }

        monkeypatch.setattr(openings, "_due", counted)
        settle()

        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)
            refusal = refused(
                lambda: actions.flag_termination_review(as_of=today(), actor=clock, at=now())
            )

        assert refusal == told


class TestASuspension:
    @pytest.mark.parametrize("verb", ["annulled", "shortened"])
    def test_does_not_read_that_it_lost_its_ground(
        self, contract: Contract, gas_manager: Principal, verb: str
    ) -> None:
        suspended(contract, suspended_until=later(9, today()))
        values = {"state": ContractState.ACTIVE, "suspended_on": None, "suspended_until": None}

        refused = move_refused(contract, values, [(f"contract.suspension_{verb}", gas_manager)])

        assert refused == "A suspension ends early by its manager, or with its ground."
