"""Several reads by one statement answer as their querysets do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject, Length

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role
from core import statements
from core.together import Asked, read_together

Rows = QuerySet[Any, Any]

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Person:
    """A row of the first read, with JSON inside."""

    pk: int
    full_name: str
    told: dict[str, int | str]


@dataclass(frozen=True)
class Grant:
    """A row of the second one."""

    scope_id: UUID | None
    since: date


class Shared:
    """What is made of rows."""

    def __init__(self, rows: list[Grant]) -> None:
        self.rows = rows


@pytest.fixture(autouse=True, params=[True, False], ids=["prepared", "sent whole"])
def _from_nothing(request: Any, settings: Any) -> Iterator[None]:
    """Begin and end without kept statements; prepared, and as behind a pool that cannot."""
    settings.PREPARE_STATEMENTS = request.param
    statements.kept.forget()
    yield
    statements.kept.forget()


def named(name: str) -> Rows:
    """Return the people of a name."""
    told = JSONObject(id="pk", name="full_name")
    return User.objects.filter(full_name=name).values("pk", "full_name", told=told)


def grants(user_id: int, on: date) -> Rows:
    """Return the grants of a person in force on a day."""
    rows = RoleGrant.objects.in_force(on).filter(user_id=user_id).order_by("pk")
    return rows.values("scope_id", since=F("starts_on"))


def asked(who: Principal, on: date) -> tuple[Asked, Asked]:
    """Return two reads about a person."""
    return (
        Asked("people", named, (who.name,), Person),
        Asked("grants", grants, (who.user_id, on), Grant, hidden=(0, 1)),
    )


def test_answers_as_each_queryset_does(gas_clerk: Principal, expert: Principal) -> None:
    on = date(2026, 3, 1)
    for who in (gas_clerk, expert, gas_clerk, expert):
        people, held = read_together(*asked(who, on))

        told: dict[str, int | str] = {"id": who.user_id, "name": who.name}
        assert people == [Person(who.user_id, who.name, told)]
        assert held == [Grant(**row) for row in grants(who.user_id, on)]
    assert held


def test_is_one_query_when_they_are_known(
    expert: Principal, django_assert_num_queries: Any
) -> None:
    parts = asked(expert, date(2026, 3, 1))
    for _time in range(2):
        read_together(*parts)

    with django_assert_num_queries(1):
        read_together(*parts)


def test_returns_nothing_where_nothing_is(expert: Principal) -> None:
    for _time in range(3):
        found = read_together(*asked(expert, date(1900, 1, 1)))

        assert [len(rows) for rows in found] == [1, 0]


def test_reads_each_by_itself_where_one_is_no_shape(expert: Principal) -> None:
    def longer(name: str) -> Rows:
        """Return what hangs on a value by its length."""
        people = User.objects.alias(length=Length("full_name")).filter(length=len(name))
        told = JSONObject(id="pk", name="full_name")
        return people.filter(full_name=name).values("pk", "full_name", told=told)

    odd = Asked("of a length", longer, (expert.name,), Person)
    for _time in range(3):
        people, held = read_together(odd, asked(expert, date(2026, 3, 1))[1])

        assert ([one.pk for one in people], len(held)) == ([expert.user_id], 1)


def test_makes_of_the_same_rows_once(gas_clerk: Principal, expert: Principal) -> None:
    def held(who: Principal) -> Asked:
        of = (who.user_id, date(2026, 3, 1))
        return Asked("grants", grants, of, Grant, hidden=(0, 1), make=Shared)

    first, other = read_together(held(gas_clerk), held(expert))
    (again,) = read_together(held(gas_clerk))

    assert first.rows == read_together(asked(gas_clerk, date(2026, 3, 1))[1])[0]
    assert again is first
    assert other is not first

    RoleGrant.objects.create(
        user_id=gas_clerk.user_id,
        role=Role.AUDITOR,
        scope_kind=SCOPE_OF[Role.AUDITOR],
        starts_on=date(2026, 2, 1),
    )
    (changed,) = read_together(held(gas_clerk))
    assert len(changed.rows) == len(first.rows) + 1
