"""A message names the last day of a window that runs at the event, or none."""

from datetime import date, timedelta

import pytest

from contracts.facts.audiences import OFFICE, notice_day
from contracts.models import Contract
from contracts.states import ContractState
from oversight.facts.news import HOUSE, day_of
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS, ReviewState
from tests.factories import TODAY
from violations.facts.news import next_day
from violations.models import Case
from violations.states import CaseState

FIRST, SECOND = TODAY, TODAY + timedelta(days=9)


@pytest.mark.parametrize("state", CaseState.values)
def test_of_a_case(state: str) -> None:
    case = Case(state=state, defence_due_on=FIRST, appeal_due_on=SECOND)
    running = {"notified": FIRST.isoformat(), "decided": SECOND.isoformat()}

    assert next_day(case) == running.get(state, "")


@pytest.mark.django_db  # an active contract is asked for its proposed end
@pytest.mark.parametrize("state", ContractState.values)
def test_of_a_contract(state: str) -> None:
    contract = Contract(state=state, notice_ends_on=FIRST)

    assert notice_day(contract) == (FIRST.isoformat() if state == "termination_notice" else "")


@pytest.mark.parametrize("state", ReviewState.values)
@pytest.mark.parametrize("heard_on", [FIRST, None])
def test_of_a_review(state: str, heard_on: date | None) -> None:
    review = TerminationReview(
        state=state, heard_on=heard_on, hearing_due_on=FIRST, decision_due_on=SECOND
    )
    is_open = state in OPEN_REVIEWS

    assert day_of(review, OFFICE) == (FIRST.isoformat() if is_open and not heard_on else "")
    assert day_of(review, HOUSE) == (SECOND.isoformat() if is_open else "")
