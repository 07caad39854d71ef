"""Who moves each kind of clock, and whose own time it is, says the database as the pages do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Model, QuerySet

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.clock import today
from core.scope import SYSTEM, set_scope
from offices.models import Office
from tests.architecture.stage import stage
from tests.architecture.world import World
from tests.factories import make_principal
from tests.runtime import as_runtime, make_role
from tests.sql import refused_and_undone
from violations.models import Case
from workdays.models import CLOCKS, ClockKind, DeadlineInterval, DeadlineMove, KeptDeadline

SIDE = "Who moves a deadline is of no side that it binds."
OWN_TIME = "Who decides a record gives the own side no time."
PART = "Who moves a deadline has no part in its record."
GUARDS = (
    ("workdays_deadlineinterval", "workdays_deadlineinterval_within_side"),
    ("workdays_deadlinemove", "workdays_deadlinemove_others"),
)
MOST = 5  # about so many records of a kind, whatever the world has


@dataclass
class Scene:
    """The people of each role, of the own side and of another one, and what runs."""

    people: list[Principal]
    role: str


def records(kind: ClockKind) -> QuerySet[Any]:
    """Return some records that have such a clock, of both tracks where there are two."""
    found = kind.model._base_manager.order_by("-pk")
    if kind.model is Case:
        both = [*found.filter(track="licence")[:2], *found.exclude(track="licence")[:2]]
        return found.filter(pk__in=[case.pk for case in both])
    few = list(found.values_list("pk", flat=True))
    return found.filter(pk__in=few[:: max(len(few) // MOST, 1)])


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    stage(world)
    alone = RoleGrant.objects.values("user_id").annotate(held=Count("pk")).filter(held=1)
    of_one_role = set(alone.values_list("user_id", flat=True))
    people = [one for one in world.people.values() if one.user_id in of_one_role]
    for agency in Agency.objects.filter(pk__in=Case.objects.values("agency")).order_by("pk")[:2]:
        people += [
            make_principal(role, agency)
            for role in (Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL)
        ]
    people += [make_principal(Role.OPERATOR, office) for office in Office.objects.all()[:1]]
    assert {one.role for one in people} == {*Role} - {Role.SYSTEM}
    with connection.cursor() as cursor:
        for table, guard in GUARDS:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}")
    return Scene(people, make_role())


def deadline_of(kind: ClockKind, record: Model) -> KeptDeadline:
    """Return the deadline of such a clock of a record, which began today."""
    kept, _is_new = KeptDeadline.objects.get_or_create(
        clock=kind.name,
        subject_id=record.public_id,  # type: ignore[attr-defined]
        defaults={
            "subject_label": "-", "starts_on": today(), "key": "-", "amount": 1, "unit": "day",
            "provenance": "assumed", "due_on": today() + timedelta(days=1),
            "calendar_version": "v1",
        },
    )  # fmt: skip
    return kept


def given(kept: KeptDeadline, who: Principal) -> DeadlineInterval:
    return DeadlineInterval(
        deadline=kept, kind="extension", starts_on=kept.starts_on, days=1, reason="-",
        made_on=today(), made_by=who.user_id, made_by_name="-",
    )  # fmt: skip


def receipt(kept: KeptDeadline, interval: DeadlineInterval) -> DeadlineMove:
    return DeadlineMove(
        deadline=kept, cause="extension", old_on=kept.due_on,
        new_on=kept.due_on + timedelta(days=1), old_version="v1", new_version="v1",
        interval=interval, why="-", moved_on=today(), moved_at=kept.created_at,
    )  # fmt: skip


def refusal(scene: Scene, write: Callable[[], Any]) -> str:
    """Return with which words the runtime role is refused a row; nothing of it stays."""
    with as_runtime(scene.role):
        set_scope(scope=SYSTEM)
        return refused_and_undone(write)


def differences(scene: Scene, kind: ClockKind) -> Iterator[str]:
    """Yield where the guards of SQL and the kind of clock say different things."""
    for record in records(kind):
        kept = deadline_of(kind, record)
        for who in scene.people:
            is_movable = kind.movable(who).filter(pk=record.pk).exists()
            binds = kind.binds is not None and kind.binds(who).filter(pk=record.pk).exists()
            barred = kind.barred is not None and kind.barred(who).filter(pk=record.pk).exists()
            wanted = "" if is_movable and not barred else PART if is_movable else SIDE
            interval = given(kept, who)
            said = refusal(scene, partial(interval.save, force_insert=True))
            if said != wanted:
                yield f"{kind.name} of {record}: {who.role} is told {said!r}, not {wanted!r}"
            interval = given(kept, who)
            interval.save(force_insert=True)  # by the owner of the table, whom nobody asks
            said = refusal(scene, partial(receipt(kept, interval).save, force_insert=True))
            interval.delete()
            if said != (OWN_TIME if binds else ""):
                yield f"{kind.name} of {record}: {who.role} moves it along: {said!r}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(kind.name for kind in CLOCKS))
def test_the_database_says_who_moves_a_clock_as_the_pages_do(scene: Scene, name: str) -> None:
    kind = CLOCKS.get(name)
    assert kind is not None
    assert records(kind).exists(), "stage a record with such a clock"

    assert [*differences(scene, kind)] == []


@pytest.mark.django_db
def test_every_clock_that_a_role_moves_says_who_is_barred(scene: Scene) -> None:
    """A duty is of an office, whose interests bar by themselves; the calendar's own bar nobody."""
    by_the_calendar = {
        kind.name for kind in CLOCKS
        if not any(kind.movable(who).exists() for who in scene.people)
    }  # fmt: skip
    assert {kind.name for kind in CLOCKS if kind.barred is None} == by_the_calendar | {"duty"}
