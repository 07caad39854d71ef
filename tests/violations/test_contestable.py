"""The first screen of a case says until when the office may contest what was entered for it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.principal import Principal
from core.jalali import long
from core.persian import persian_digits
from tests.violations.benches import DAY, WHY, Bench, seat_of
from tests.violations.stories import REASONS, moment, noon, scan_of
from violations import actions

pytestmark = pytest.mark.django_db
Browsers = Callable[[Principal], Client]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(noon(DAY) + timedelta(hours=1), tick=False):
        yield


def page_of(bench: Bench, browser: Client) -> str:
    """Return the part of the case's page above its head, as a person reads it."""
    found = browser.get(bench.case.get_absolute_url()).content.decode()
    return found.split('<header class="letterhead')[0]


def in_words(day: date | None) -> str:
    assert day is not None
    return persian_digits(long(day))


def enter_defence(bench: Bench) -> Any:
    return actions.enter_paper_defence(
        case_id=bench.case.pk, stance="accepts", text=REASONS, received_on=DAY,
        evidence_ids=scan_of(bench.keeper, "defence", noon(DAY)), actor=bench.keeper,
        **moment(DAY),
    )  # fmt: skip


class TestFirstScreen:
    def test_says_until_when_a_paper_defence_can_be_contested(self, browser_of: Browsers) -> None:
        bench = Bench(waives=False)
        paper = enter_defence(bench)
        for person in (bench.operator, bench.manager):
            assert in_words(paper.contest_until) in page_of(bench, browser_of(person))
        assert "contest-paper" in page_of(bench, browser_of(bench.operator))
        assert "contest-paper" not in page_of(bench, browser_of(bench.manager))

    def test_says_it_of_a_noted_absence(self, browser_of: Browsers) -> None:
        bench = Bench()
        held = bench.hold_without_office()
        until = seat_of(held, bench.operator).contest_until
        for person in (bench.operator, bench.manager):
            assert in_words(until) in page_of(bench, browser_of(person))

    def test_says_until_when_who_does_not_sign_may_sign(self, browser_of: Browsers) -> None:
        bench = Bench()
        held = bench.hold(bench.served())
        others = held.seats.filter(user_id__in=[bench.manager.user_id, bench.second.user_id])
        actions.record_refusal(
            session_id=held.pk, seat=seat_of(held, bench.operator).public_id, reason=WHY,
            witnesses=list(others.values_list("public_id", flat=True)),
            evidence_ids=scan_of(bench.keeper, "minutes", noon(DAY)), actor=bench.keeper,
            **moment(DAY),
        )  # fmt: skip
        until = seat_of(held, bench.operator).refusal_due_on
        for person in (bench.operator, bench.manager):
            assert in_words(until) in page_of(bench, browser_of(person))

    def test_says_nothing_where_nothing_was_entered(self, browser_of: Browsers) -> None:
        bench = Bench()
        bench.hold(bench.served())
        assert "octagon-alert" not in page_of(bench, browser_of(bench.operator))


def test_rest_says_until_when_an_entry_can_be_contested(api_of: Callable[..., Any]) -> None:
    bench = Bench(waives=False)
    paper = enter_defence(bench)
    program = api_of(bench.manager)
    found = program.get(f"/api/v1/cases/{bench.case.public_id}/file").json()
    assert found["defences"][-1]["contest_until"] == paper.contest_until.isoformat()
