"""Forms of hearings and judgments name what their act would refuse beside what they lack."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from core import jalali
from tests.violations.benches import DAY, Bench, seat_of
from tests.violations.stories import Walk, noon
from tests.violations.test_views_sessions import address
from workdays.facts.entries import second_person_hint

SignIn = Callable[[Principal], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def final(walk: Callable[..., Walk], gas_manager: Principal) -> Walk:
    story = walk().open().notify().defend().decide(gas_manager).notify("decision")
    return story.waive("appeal")


def errors(answer: Any) -> set[str]:
    assert answer.status_code == 422
    return set(answer.context["form"].errors)


def test_a_judgment_older_than_its_decision(
    final: Walk, gas_appeal: Principal, browser_of: SignIn
) -> None:
    page = reverse("violations:judgment", args=[final.case.number])
    early = jalali.short(final.case.opened_on - timedelta(days=90))
    with time_machine.travel(noon(final.day), tick=False):
        answer = browser_of(gas_appeal).post(
            page, {"result": "reduced", "sanction": "written_warning", "document_on": early}
        )

    assert {"document_on", "document_no", "sanction", "reasons"} <= errors(answer)


def test_a_reduction_that_reduces_nothing(
    walk: Callable[..., Walk], gas_manager: Principal, gas_appeal: Principal, browser_of: SignIn
) -> None:
    story = walk().open().notify().defend()
    story.decide(
        gas_manager,
        sanction="suspension",
        sanction_days=10,
        override_reason="به سبب زیان سنگین شهروند",
    )
    story.notify("decision").appeal()
    page = reverse("violations:appeal-decision", args=[story.case.number])
    with time_machine.travel(noon(story.day), tick=False):
        answer = browser_of(gas_appeal).post(
            page, {"result": "reduced", "sanction": "suspension", "sanction_days": "20"}
        )

    assert errors(answer) == {"sanction", "reasons"}


def test_minutes_below_the_quorum(browser_of: SignIn) -> None:
    bench = Bench(licence=True)
    session = bench.served()
    there = {seat_of(session, bench.chair).pk}
    data = {
        f"seat_{seat.pk}": "present" if seat.pk in there else "absent"
        for seat in session.seats.all()
    }
    with time_machine.travel(noon(DAY) + timedelta(hours=1), tick=False):
        answer = browser_of(bench.keeper).post(address("hearing-minutes", session), data)

    assert errors(answer) == {"minutes", "attendance"}


def test_a_summons_too_early_and_to_too_few(browser_of: SignIn) -> None:
    bench = Bench(licence=True)
    data = {
        "day": jalali.short(DAY + timedelta(days=1)), "hour": "10:00", "channel": "portal",
        "judges": [str(bench.chair.user_id)],
    }  # fmt: skip
    with time_machine.travel(noon(DAY), tick=False):
        answer = browser_of(bench.keeper).post(address("summon", number=bench.case.number), data)

    assert errors(answer) == {"day", "judges", "place"}


def test_the_page_of_a_judgment_says_from_which_day_back_it_waits(
    final: Walk, gas_appeal: Principal, browser_of: SignIn
) -> None:
    page = reverse("violations:judgment", args=[final.case.number])
    with time_machine.travel(noon(final.day), tick=False):
        text = browser_of(gas_appeal).get(page).context["lead"]

    assert second_person_hint(final.day, final.case.county.public_id) in text
