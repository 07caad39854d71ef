"""Offices close to a termination are found: sorted by points and flags, in a tab, by a pill."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from accounts.roles import Role
from core import jalali
from core.clock import now, today
from core.persian import persian_digits
from oversight import actions
from oversight.models import Flag, PolicyVersion, RuleRun
from tests import factories
from tests.oversight.worlds import World, empty_world, silence_triggers
from violations.facts.registers import threshold_on

pytestmark = pytest.mark.django_db
SignIn = Callable[[Principal], Client]


@pytest.fixture
def world() -> World:
    """Return a world of eight offices, each with one contract."""
    silence_triggers()
    actions.load_policies()
    world: World = empty_world()
    for number in range(8):
        world.contract(world.office(), world.agencies[number % 2])
    return world


def draw_points(world: World, draw: random.Random) -> dict[str, int]:
    """Give the offices points that count, counted, will count or are another holder's."""
    sums = {}
    for contract in world.contracts:
        total = 0
        for _number in range(draw.randrange(4)):
            case = world.case(contract, world.types[0], final_on=today() - timedelta(days=90))
            begins = today() - timedelta(days=draw.choice([800, 60, 0, -1]))
            ends = draw.choice(
                [jalali.add_months(begins, 24), today(), today() + timedelta(days=1)]
            )
            holder = draw.choice([contract.office.holder, world.holders[1]])
            points = draw.choice([10, 30, 50])
            if ends <= begins:
                continue
            entry = world.points(case, points, effective_on=begins, expires_on=ends, holder=holder)
            is_live = begins <= today() < ends and holder == contract.office.holder
            total += points if is_live else 0
            if is_live and draw.random() < 0.3:
                world.reverse(entry, today())
                total -= points
        sums[contract.office.code] = total
    return sums


def flag(contract: Any, *, is_watch: bool = False, agency: Any = None) -> Flag:
    """Write an open flag of a contract."""
    version = PolicyVersion.objects.latest("pk")
    run = RuleRun.objects.create(
        version=version,
        as_of=today(),
        mode="full",
        started_at=now(),
        finished_at=now(),
        triggered_by=1,
    )
    return Flag.objects.create(
        code="F04", version=version, scope="contract", office=contract.office, contract=contract,
        agency=agency or contract.agency, subject=str(contract.pk), facts=[], as_of=today(),
        fingerprint=uuid4().hex, sentence="آزمون", is_watch=is_watch, run=run, inputs={},
    )  # fmt: skip


def codes(client: Client, query: str) -> list[str]:
    """Return the codes of the offices in the order of the list."""
    found: list[str] = []
    address = f"{reverse('offices:list')}?{query}&size=25"
    page = client.get(address).context["page"]
    found += [row["code"] for row in page.rows]
    return found


class TestSorting:
    @pytest.mark.parametrize("seed", range(6))
    def test_by_points_is_that_of_a_count_by_hand(
        self, seed: int, world: World, browser_of: SignIn, deputy: Principal
    ) -> None:
        sums = draw_points(world, random.Random(seed))

        found = codes(browser_of(deputy), "sort=-points")

        assert found == sorted(sums, key=lambda code: (-sums[code], code))

    def test_by_flags_puts_those_to_be_reviewed_first(
        self, world: World, browser_of: SignIn, deputy: Principal
    ) -> None:
        first, second, third, *_rest = world.contracts
        flag(second), flag(third, is_watch=True)

        found = codes(browser_of(deputy), "sort=-flags")

        assert found[:3] == [second.office.code, third.office.code, first.office.code]

    def test_pages_follow_one_another(
        self, world: World, browser_of: SignIn, deputy: Principal, monkeypatch: Any
    ) -> None:
        sums = draw_points(world, random.Random(1))
        for _number in range(20):
            sums[world.office().code] = 0
        client = browser_of(deputy)
        first = client.get(f"{reverse('offices:list')}?sort=-points&size=25").context["page"]
        second = client.get(
            f"{reverse('offices:list')}?sort=-points&size=25&cursor={first.next}"
        ).context["page"]

        found = [row["code"] for row in (*first.rows, *second.rows)]

        assert len(second.rows) == 3
        assert found == sorted(sums, key=lambda code: (-sums[code], code))


class TestView:
    def test_holds_flagged_and_watched_offices(
        self, world: World, browser_of: SignIn, deputy: Principal
    ) -> None:
        _first, second, third, *_rest = world.contracts
        flag(second), flag(third, is_watch=True)

        found = codes(browser_of(deputy), "view=flagged")

        assert set(found) == {second.office.code, third.office.code}

    def test_an_agency_finds_those_of_its_own_contracts(
        self, world: World, browser_of: SignIn
    ) -> None:
        first, second, *_rest = world.contracts
        flag(first), flag(second)
        manager = factories.make_principal(Role.AGENCY_MANAGER, first.agency)

        found = codes(browser_of(manager), "view=flagged")

        assert found == [first.office.code]


@pytest.mark.parametrize(
    ("is_watch", "words"), [(False, "مشمول بررسی فسخ"), (True, "تحت پایش ضوابط")]
)
def test_the_page_of_the_office_says_it_in_words(
    is_watch: bool, words: str, world: World, browser_of: SignIn, deputy: Principal
) -> None:
    flag(world.contracts[0], is_watch=is_watch)

    page = browser_of(deputy).get(world.offices[0].get_absolute_url())

    assert words in page.content.decode()


@pytest.mark.parametrize(
    ("points", "words"),
    [(100, "امتیاز به آستانه رسیده: ۱۰۰ از"), (60, "امتیاز نزدیک آستانه: ۶۰ از"), (50, "")],
)
def test_the_page_of_the_office_says_how_its_points_stand(
    points: int, words: str, world: World, browser_of: SignIn, deputy: Principal
) -> None:
    limits = threshold_on(today())
    contract = world.contracts[0]
    case = world.case(contract, world.types[0], final_on=today() - timedelta(days=9))
    of = {100: limits["flag"], 60: limits["watch"], 50: limits["watch"] - 1}[points]
    world.points(case, of)

    marks = browser_of(deputy).get(contract.office.get_absolute_url()).context["marks"]

    texts = [str(mark["text"]) for mark in marks]
    wanted = words.replace(persian_digits(points), persian_digits(of))
    assert any(text.startswith("امتیاز") for text in texts) == bool(words)
    assert not words or any(text.startswith(wanted) for text in texts)
