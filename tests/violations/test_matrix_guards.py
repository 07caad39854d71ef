"""A decision by raw SQL has the occurrence and the sanction that the matrix names, or a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection

from core.jalali import add_months
from tests.factories import make_final_case, make_type, step_case
from tests.sql import leave_session, refused_and_undone, runtime_role
from tests.violations import benches
from tests.violations.benches import DAY, Bench
from tests.violations.stories import REASONS, moment
from violations import rules
from violations.actions.decisions import LEAST_OVERRIDE, _sat
from violations.facts import occurrence_for, proposed_sanction
from violations.facts.points import Proposal
from violations.models import Case, Decision
from violations.states import SanctionKind

pytestmark = pytest.mark.django_db
WHY = "به سبب نخستین بار بودن این تخلف"
WORLDS = 8
MESSAGES = {
    "days": "A suspension, and nothing else, has 1 to 365 days.",
    "points": "A proven violation has the points of its case.",
    "matrix": "A decision names the sanction of the matrix.",
    "departs": "Another sanction than that of the matrix has its reason.",
    "occurrence": "The occurrence of a violation is counted, not chosen.",
    "reasons": "A decision states its reasons in 40 letters or more.",
}


def asked_months(day: date, months: int) -> date:
    """Return what the database counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pishkhan_add_months(%s, %s)", [day, months])
        found: date = cursor.fetchone()[0]
    return found


def test_months_are_counted_as_in_python() -> None:
    chance = Random(33)
    first, last = date(1840, 1, 1), date(2100, 1, 1)
    days = [first + timedelta(days=chance.randrange((last - first).days)) for _n in range(1500)]
    days += [date(2024, 3, 15) + timedelta(days=number) for number in range(800)]

    for day in days:
        months = chance.choice([0, 1, 5, 6, 11, 12, 24, 36, 60])
        assert asked_months(day, months) == add_months(day, months), (day, months)


@dataclass
class World:
    """A heard case whose office has a past, and what Python counts for it."""

    case: Case
    values: dict[str, Any]
    number: int
    proposal: Proposal | None


def priors(case: Case, chance: Random) -> None:
    """Give the office of a case a past of the same type, now and then of one event in two cases."""
    cases = []
    for _number in range(chance.randrange(5)):
        final_on = case.occurred_on + timedelta(days=chance.choice([-900, -400, -200, -40, -3, 30]))
        if final_on > DAY:
            continue
        cases.append(make_final_case(
            contract=case.contract or case.office.contracts.get(), type=case.type,
            final_on=final_on, sanction="reminder",
        ))  # fmt: skip
    if len(cases) > 1 and chance.random() < 0.5:
        step_case(cases[0], linked=cases[1])


def world(chance: Random, *, licence: bool) -> World:
    """Return a world with a random past."""
    bench = Bench(licence=licence)
    session = bench.sealed()
    case = bench.case
    priors(case, chance)
    number = occurrence_for(
        office_id=case.office_id, holder_id=case.holder_id, type_code=case.type.code,
        occurred_on=case.occurred_on, as_of=DAY,
    )  # fmt: skip
    proposal = proposed_sanction(case.type_id, number)
    values = {
        "case": case, "forum": "committee" if licence else "agency", "reasons": REASONS,
        "decided_on": DAY, "decided_by": bench.decider.user_id, "decided_by_name": "x",
        "session": session, "attendance": _sat(session),
    }  # fmt: skip
    return World(case, values, number, proposal)


def tried(world: World) -> Iterator[dict[str, Any]]:
    """Yield decisions with right and wrong occurrences, sanctions of the matrix and reasons."""
    cell = (world.proposal.sanction, world.proposal.days) if world.proposal else ("", None)
    sanctions = [
        ("none", None), ("reminder", None), ("written_warning", None), ("suspension", 15),
        ("suspension", 400), ("suspension", None), ("termination_review", None),
        ("termination_review", 3),
    ]  # fmt: skip
    base: dict[str, Any] = {
        "outcome": "proven", "occurrence": world.number, "proposed_sanction": cell[0],
        "proposed_days": cell[1], "points": world.case.points, "override_reason": "",
    }  # fmt: skip
    for (sanction, days), why in product(sanctions, ["", WHY, WHY[: LEAST_OVERRIDE - 1]]):
        yield {**base, "sanction": sanction, "sanction_days": days, "override_reason": why}
    right = {
        **base, "sanction": cell[0] or "none", "sanction_days": cell[1], "override_reason": WHY,
    }  # fmt: skip
    yield {**right, "occurrence": world.number + 1}
    yield {**right, "occurrence": None}
    yield {**right, "points": world.case.points - 1}
    yield {**right, "reasons": "x" * 39}
    for sanction in ("", "reminder", "written_warning", "suspension"):
        yield {**right, "proposed_sanction": sanction}
    acquitted = {**base, "outcome": "not_proven", "sanction": "none", "sanction_days": None,
                 "points": 0}  # fmt: skip
    yield {**acquitted, "occurrence": None}
    yield {**acquitted, "occurrence": world.number}


def wrong_in(world: World, values: dict[str, Any]) -> str:
    """Return what Python would not have written."""
    cell = (world.proposal.sanction, world.proposal.days) if world.proposal else ("", None)
    is_proven = values["outcome"] == "proven"
    sanction, days = values["sanction"], values["sanction_days"]
    expected = rules.Cell(1, *cell) if world.proposal else None
    if len(values.get("reasons", REASONS)) < rules.LEAST_REASONS:
        return "reasons"
    if values["points"] != (world.case.points if is_proven else 0):
        return "points"
    has_days = days is not None and 1 <= days <= 365
    if (sanction == SanctionKind.SUSPENSION) is not has_days or (days is not None and not has_days):
        return "days"
    if (values["proposed_sanction"], values["proposed_days"]) != cell:
        return "matrix"
    is_short = len(values["override_reason"]) < LEAST_OVERRIDE
    if is_proven and is_short and rules.departs(expected, sanction, days):
        return "departs"
    if values["occurrence"] != (world.number if is_proven else None):
        return "occurrence"
    return ""


@pytest.mark.parametrize("licence", [False, True])
def test_decides_by_the_matrix_as_python_does(
    monkeypatch: pytest.MonkeyPatch, *, licence: bool
) -> None:
    chance = Random(int(licence))
    worlds = [world(chance, licence=licence) for _number in range(WORLDS)]
    monkeypatch.setattr(benches, "make_type", partial(make_type, with_matrix=False))
    worlds.append(world(chance, licence=licence))
    assert worlds[-1].proposal is None
    assert len({world.number for world in worlds}) > 2
    leave_session()

    with time_machine.travel(moment(DAY)["at"], tick=False), runtime_role():
        for each in worlds:
            right = False
            for values in tried(each):
                told = refused_and_undone(partial(Decision.objects.create, **each.values | values))
                wrong = wrong_in(each, values)
                assert told == MESSAGES.get(wrong, ""), (each.number, each.proposal, values)
                right = right or not wrong
            assert right
