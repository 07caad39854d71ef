"""The defence window stays open to its last day, unless the office ends it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.principal import Principal
from core.errors import IllegalMove, Invalid
from core.jalali import day_near, long, short
from tests.factories import NOW, TODAY
from tests.sql import refused
from tests.violations.benches import Bench
from tests.violations.stories import LONG_AGO, Walk, moment, noon
from violations.facts import against_day
from violations.models import Case, Defence

pytestmark = pytest.mark.django_db


@pytest.fixture
def notified(walk: Callable[..., Walk]) -> Walk:
    """Return a case in its defence window."""
    return walk(on=LONG_AGO).open().notify()


def test_answer_ends_nothing(notified: Walk, gas_manager: Principal) -> None:
    before = notified.case
    notified.answer().answer()
    after = notified.case
    assert after.state == "notified"
    assert (after.defence_due_on, after.decision_due_on) == (
        before.defence_due_on, before.decision_due_on,
    )  # fmt: skip
    assert Defence.objects.filter(case=after, is_late=False).count() == 2
    with pytest.raises(IllegalMove):
        notified.decide(gas_manager)


@pytest.mark.parametrize(("answers", "state"), [(True, "defended"), (False, "defence_lapsed")])
@pytest.mark.parametrize("waives", [True, False])
def test_state_after_the_window_says_whether_an_answer_came(
    *, answers: bool, state: str, waives: bool, notified: Walk, gas_manager: Principal
) -> None:
    if answers:
        notified.answer()
    if waives:
        notified.waive("defence")
    else:
        due = notified.case.defence_due_on
        assert due is not None
        notified.wait((due - notified.day).days)
        assert notified.case.state == "notified"
        notified.wait(1)
    assert notified.case.state == state
    assert notified.decide(gas_manager).case.state == "decided"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(["answer", "wait", "night", "waive"]), max_size=9))
def test_dates_shown_hold_to_the_end(steps: list[str], walk: Any) -> None:
    """Whatever the office does, nothing but a waiver and the last day ends its window."""
    story = walk(on=LONG_AGO).open().notify()
    due = story.case.defence_due_on
    assert due is not None
    answered = waived = False
    for step in steps:
        open_now = not waived and story.day <= due
        if step == "answer":
            answered = answered or open_now
            story.answer()
        elif step == "waive" and open_now and story.case.state == "notified":
            story.waive("defence")
            waived = True
        elif step in {"wait", "night"}:
            story.wait(2 if step == "wait" else 1)
        case = story.case
        is_over = waived or (case.state != "notified")
        assert case.defence_due_on == due
        assert is_over == (waived or story.day > due)
        if is_over:
            assert case.state == ("defended" if answered else "defence_lapsed")


def test_no_session_is_held_in_the_window() -> None:
    bench = Bench(waives=False)
    due = bench.case.defence_due_on
    assert due is not None

    with pytest.raises(Invalid) as refusal:
        bench.summon(starts_at=noon(due), **moment(due - timedelta(days=10)))

    assert short(due) in refusal.value.fields["starts_at"][0]
    first = next(day for day in days_from(due) if not against_day(bench.case, day))
    session = bench.served(starts_at=noon(first))
    assert session.state == "summoned"


def days_from(day: date) -> Iterator[date]:
    """Yield the days after one."""
    while True:
        day += timedelta(days=1)
        yield day


def test_database_keeps_the_window_open(notified: Walk) -> None:
    def to(state: str) -> str:
        return refused(
            lambda: Case.objects.filter(pk=notified.case.pk).update(
                state=state, version=notified.case.version + 1
            )
        )

    assert "defended by an answer" in to("defended")
    notified.answer()
    assert "lapses without" in to("defence_lapsed")


def test_database_decides_nothing_in_the_window(walk: Any, gas_manager: Principal) -> None:
    story = walk().open().notify().answer()
    words = refused(
        lambda: Case.objects.filter(pk=story.case.pk).update(
            state="defended", version=story.case.version + 1
        )
    )
    assert "The time to answer is not over" in words


@time_machine.travel(NOW, tick=False)
def test_pages_say_until_when(
    walk: Any, operator: Principal, browser_of: Callable[[Principal], Any]
) -> None:
    story = walk(on=TODAY - timedelta(days=4)).open().notify()
    case = story.case
    browser = browser_of(operator)
    address = reverse("violations:defence", args=[case.number])
    sent = {"stance": "denies", "text": "این مبلغ هزینهٔ پست بوده است."}
    review = browser.post(address, sent | {"review": "1"}).text
    due, decision = case.defence_due_on, case.decision_due_on
    assert due is not None
    assert decision is not None
    for day in (due, decision):
        assert day_near(day, TODAY) in review
    told = browser.post(address, sent, follow=True).text
    assert long(due) in told
    case.refresh_from_db()
    assert (case.state, case.defence_due_on) == ("notified", due)
    assert case.decision_due_on == decision
