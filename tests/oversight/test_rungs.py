"""The rungs of a duty count the working days by which its own period counts."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from oversight import actions
from oversight.facts.duties import COUNTED_IN, place_of
from oversight.models import Duty
from oversight.states import STEP_DAYS
from tests.factories import (
    make_agency,
    make_case,
    make_contract,
    make_final_case,
    make_office,
    make_principal,
)
from tests.violations.stories import LONG_AGO, noon
from workdays.actions import add_closure
from workdays.facts import calendar_for, deadline, rule_in_force
from workdays.models import CalendarDay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPAN = 45


def by_hand(duty: Duty, place: tuple[Any, str]) -> dict[str, date | None]:
    """Return on which day a duty comes to each rung, walked day by day in one calendar."""
    calendar = calendar_for(place[0], LONG_AGO - 200 * DAY, LONG_AGO + 300 * DAY, place[1])

    def ahead(day: date, until: date) -> int:
        return sum(calendar.is_working(day + n * DAY) for n in range(1, (until - day).days + 1))

    lengths = {
        key: rule_in_force(key, LONG_AGO).value
        for key in ("duty_reminder", "duty_head", "duty_agenda")
    }
    assert duty.due_on
    found: dict[str, date | None] = dict.fromkeys(STEP_DAYS.values())
    order = list(STEP_DAYS.values())
    for number in range(1, SPAN):
        day = LONG_AGO + number * DAY
        if not calendar.is_working(day) or day <= duty.starts_on:
            continue
        late = day > duty.due_on
        reached = {
            "reminded_on": late or ahead(day, duty.due_on) <= lengths["duty_reminder"],
            "head_on": late or ahead(day, duty.due_on) <= lengths["duty_head"],
            "deputy_on": late,
            "agenda_on": late and ahead(duty.due_on, day) >= lengths["duty_agenda"],
        }
        column = next((name for name in order if found[name] is None), None)
        if column and reached[column]:
            found[column] = day
    return found


def make_days(draw: random.Random, counties: list[Any]) -> None:
    """Close random days in the whole province or in one county, some not for all bodies."""
    for number in draw.sample(range(1, SPAN), 12):
        CalendarDay.objects.get_or_create(
            date=LONG_AGO + number * DAY, kind="closed", county=draw.choice([None, *counties]),
            defaults={
                "title": "تعطیلی", "confirmed_on": LONG_AGO,
                "exempt": draw.choice([[], [], ["gas"], ["power", "water"]]),
            },
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_are_those_of_a_walk_in_the_calendar_of_the_duty(seed: int) -> None:
    draw = random.Random(seed)
    offices = [make_office() for _number in range(3)]
    counties = [office.county for office in offices]
    make_days(draw, counties)
    for code, office in zip(("gaz", "bargh", "abfa"), offices, strict=True):
        agency = make_agency(code)
        agency.seat = draw.choice([None, *counties])
        agency.save(update_fields=["seat"])
        contract = make_contract(agency=agency, office=office, starts_on=LONG_AGO - 90 * DAY)
        make_case(contract=contract, opened_on=LONG_AGO)
        make_final_case(
            contract=contract, final_on=LONG_AGO, executed_on=None,
            execution_due_on=deadline(
                "execution", LONG_AGO, office.county.public_id, body=agency.kind
            ).due_on,
        )  # fmt: skip
    clock = User.objects.system()
    for number in range(1, SPAN):
        day = LONG_AGO + number * DAY
        actions.follow_duties(as_of=day, actor=clock, at=noon(day))

    climbed = list(Duty.objects.filter(reminded_on__isnull=False).annotate(place=COUNTED_IN))
    assert {duty.kind for duty in climbed} >= {"serve", "execute"}
    for duty in climbed:
        place = place_of(duty)
        assert duty.place == place[0]  # type: ignore[attr-defined] # annotated
        expected = by_hand(duty, place)
        assert {name: getattr(duty, name) for name in expected} == expected


@pytest.mark.parametrize("is_at_the_seat", [True, False])
def test_move_with_a_closure_where_the_duty_counts_and_nowhere_else(is_at_the_seat: bool) -> None:
    agency, office, elsewhere = make_agency("gaz"), make_office(), make_office()
    agency.seat = office.county
    agency.save(update_fields=["seat"])
    contract = make_contract(agency=agency, office=office, starts_on=LONG_AGO - 90 * DAY)
    case = make_case(contract=contract, opened_on=LONG_AGO)
    clock = User.objects.system()
    actions.date_duties(actor=clock)
    duty = Duty.objects.get(case=case, kind="serve")
    assert duty.due_on
    usual = by_hand(duty, place_of(duty))["reminded_on"]
    assert usual
    county = office.county if is_at_the_seat else elsewhere.county

    add_closure(
        day=usual, title="تعطیلی", source="نامه", county_id=county.public_id,
        actor=make_principal(Role.SECRETARIAT), on=LONG_AGO, at=noon(LONG_AGO),
    )  # fmt: skip

    for number in range(1, SPAN):
        day = LONG_AGO + number * DAY
        actions.follow_duties(as_of=day, actor=clock, at=noon(day))
    before = duty.due_on
    duty.refresh_from_db()
    assert (duty.due_on > before) is is_at_the_seat
    assert (duty.reminded_on != usual) is is_at_the_seat
