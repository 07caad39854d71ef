"""What ended, on which day and how: the list and its filters against a count by hand."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from contracts.models import Contract
from contracts.states import ENDED
from core.clock import today
from core.periods import spans
from tests.oversight.worlds import World, empty_world, silence_triggers

pytestmark = pytest.mark.django_db
SignIn = Callable[[Principal], Client]
PROVEN = "contracts_contract_terminated_proven"
WAYS = ("terminated", "ended_mutual", "expired", "renewed")


@pytest.fixture
def world() -> World:
    """Return a world without triggers, in which a termination needs no proof."""
    silence_triggers()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contracts_contract DROP CONSTRAINT " + PROVEN)
    made: World = empty_world()
    return made


def draw_endings(world: World, draw: random.Random) -> dict[str, tuple[str, date]]:
    """Make running and ended contracts; return, by number, how and when each one ended."""
    found = {}
    for number in range(14):
        office = world.office()
        how = draw.choice([*WAYS, "running"])
        ended_on = today() - timedelta(days=draw.choice([0, 1, 8, 9, 10, 39, 40, 200, 250, 400]))
        values: dict[str, Any] = {"starts_on": ended_on - timedelta(days=300), "ends_on": ended_on}
        if how == "running":
            values |= {"ends_on": today() + timedelta(days=30)}
        elif how == "renewed":
            values |= {"state": how, "ended_on": ended_on}
        else:
            is_settled = draw.random() < 0.4
            values |= {"state": "settled" if is_settled else how, "ended_on": ended_on}
            if is_settled:
                values |= {"settled_on": today()}
            if how == "terminated":
                values |= {"terminated_on": ended_on}
            if how == "ended_mutual":
                values |= {
                    "mutual_end_on": ended_on, "mutual_end_accepted_on": ended_on,
                    "mutual_end_accepted_by": 1,
                }  # fmt: skip
        contract = world.contract(office, world.agencies[number % 2], **values)
        if how != "running":
            found[contract.number] = (how, ended_on)
    return found


def numbers(client: Client, query: str) -> list[str]:
    """Return the numbers of the contracts in the order of the list."""
    rows = client.get(f"{reverse('contracts:list')}?{query}").context["page"].rows
    return [row["number"] for row in rows]


@pytest.mark.parametrize("seed", range(5))
def test_the_list_of_what_ended_is_that_of_a_count_by_hand(
    seed: int, world: World, browser_of: SignIn, deputy: Principal
) -> None:
    ended = draw_endings(world, random.Random(seed))
    client = browser_of(deputy)

    shown = numbers(client, "view=ended")

    assert set(shown) == set(ended)
    days = [ended[number][1] for number in shown]
    assert days == sorted(days, reverse=True)
    for name, span in spans(today()).items():
        inside = {one for one, (_how, on) in ended.items() if span.first <= on <= span.last}
        assert set(numbers(client, f"view=ended&ended={name}")) == inside
    for way in WAYS:
        of_way = {one for one, (how, _on) in ended.items() if how == way}
        assert set(numbers(client, f"view=ended&how={way}")) == of_way
    assert Contract.objects.filter(state__in=ENDED).count() == len(ended)


def test_a_row_says_how_and_when(world: World, browser_of: SignIn, deputy: Principal) -> None:
    ended_on = today() - timedelta(days=3)
    world.contract(
        world.office(), world.agencies[0], starts_on=date(2025, 3, 21), ends_on=today(),
        state="terminated", ended_on=ended_on, terminated_on=ended_on,
    )  # fmt: skip

    page = browser_of(deputy).get(f"{reverse('contracts:list')}?view=ended").context

    titles = [str(head.title) for head in page["heads"]]
    assert "تاریخ پایان یافتن" in titles
    assert "مانده تا پایان" not in titles
