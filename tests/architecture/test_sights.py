"""
What each role sees of each table is what the design says of each row, and no clause is idle.

`./run check-scopes` leaves out one clause after the other (deep): each time somebody must see what
he should not, or miss what he should see.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.jobs import acting_as
from accounts.principal import Principal
from accounts.roles import Role
from dev.clauses import Clause, clauses, conjuncts, function_of, removed
from tests.architecture.looks import Sight, fences, scoped_models, sights
from tests.architecture.sights import AGENCY, FENCE, VISIBLE
from tests.architecture.stage import stage
from tests.architecture.world import World
from tests.runtime import make_role

TOLD = "core/scope.py"  # what it tells ends with the transaction: tests/core/test_scope.py
CLAUSES = [clause for clause in clauses() if clause.path != TOLD]
SIGHTS = {sight.name: sight for sight in sights()}


@dataclass
class Scene:
    """The people who look, what each should see, and which functions each look runs."""

    people: list[Principal]
    fences: dict[str, Sight]
    expected: dict[str, list[set[int]]]

    def sight(self, name: str) -> Sight:
        return SIGHTS.get(name) or self.fences[name]

    def faults(self, name: str) -> list[str]:
        """Return who sees too much or too little by one way."""
        sight = self.sight(name)
        if name not in self.expected:
            self.expected[name] = sight.expected(self.people)
        found = []
        for who, right in zip(self.people, self.expected[name], strict=True):
            try:
                with transaction.atomic():
                    seen = sight.find(who)
            except DatabaseError as error:
                found.append(f"{name}, {who.role}: {error}")
                continue
            more, fewer = sorted(seen - right), sorted(right - seen)
            if more or fewer:
                found.append(f"{name}, {who.role}: sees {more}, misses {fewer}")
        return found


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    people = stage(world)
    return Scene(people, {one.name: one for one in fences(make_role())}, {})


@pytest.fixture(scope="module")
def runs(scene: Scene) -> dict[CodeType, set[str]]:
    """Return for each function of the product by which ways to rows it is run."""
    found = defaultdict(set)
    for name in SIGHTS:
        for code in _codes(scene, name):
            found[code].add(name)
    return found


def _codes(scene: Scene, name: str) -> Iterator[CodeType]:
    """Yield the functions of the product that one way to rows runs."""
    seen = set()

    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call":
            seen.add(frame.f_code)

    sys.setprofile(note)
    try:
        for who in scene.people:
            SIGHTS[name].find(who)
    finally:
        sys.setprofile(None)
    yield from seen


@pytest.mark.django_db
class TestSights:
    def test_are_told_of_each_table(self) -> None:
        assert scoped_models() == set(VISIBLE)

    @pytest.mark.parametrize("name", sorted(SIGHTS))
    def test_show_what_the_design_says(self, scene: Scene, name: str) -> None:
        assert not scene.faults(name)

    @pytest.mark.parametrize("label", sorted(FENCE))
    def test_are_fenced_as_the_design_says(self, scene: Scene, label: str) -> None:
        assert not scene.faults(f"fence of {label}")


def settings() -> list[str]:
    """Return what the database was told of who asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.' || name, true)"
            " FROM unnest(ARRAY['scope', 'agency_ids', 'office_ids', 'county_ids', 'user_id']) name"
        )
        return [row[0] or "" for row in cursor.fetchall()]


@pytest.mark.django_db
class TestTelling:
    def test_takes_ids_for_what_the_role_says_they_are(self, scene: Scene) -> None:
        assert not mistaken(scene)

    def test_says_who_asks_in_full(self, scene: Scene) -> None:
        for who in scene.people:
            with acting_as(who):
                assert settings() == [
                    str(who.scope),
                    *(",".join(map(str, ids)) for ids in (
                        who.agency_ids, who.office_ids, who.county_ids
                    )),
                    str(who.user_id),
                ]  # fmt: skip


def mistaken(scene: Scene) -> list[str]:
    """Return whose ids count for another kind of scope than his role's."""
    kinds = {"agency_ids": AGENCY, "office_ids": {Role.OPERATOR}, "county_ids": {Role.COUNTY_REP}}
    return [
        f"{name} of {who.role}"
        for who in scene.people
        for name, named in kinds.items()
        if getattr(who, name) != (who.scope_ids if who.role in named else ())
    ]


def look(scene: Scene, names: Any) -> list[str]:
    """Return the first faults that somebody finds by one of the ways."""
    if mistaken(scene):
        return mistaken(scene)
    for name in sorted(names, key=lambda one: (one.startswith("fence"), one)):
        faults = scene.faults(name)
        if faults:
            return faults
    return []


@pytest.mark.deep  # `./run check-scopes`
@pytest.mark.django_db
class TestEachClause:
    @pytest.mark.parametrize("clause", CLAUSES, ids=str)
    def test_is_missed_when_it_is_left_out(self, scene: Scene, runs: Any, clause: Clause) -> None:
        ways = runs[function_of(clause).__code__] or set(scene.fences)

        with removed(clause):
            faults = look(scene, ways)

        assert faults, f"nobody misses {clause}"

    @pytest.mark.parametrize("label", sorted(FENCE))
    def test_of_a_row_policy_is_missed(self, scene: Scene, label: str) -> None:
        name = f"fence of {label}"
        table = scene.fences[name].model._meta.db_table
        idle = []
        with connection.cursor() as cursor:
            cursor.execute("SELECT policyname, qual FROM pg_policies WHERE tablename = %s", [table])
            for policy, condition in cursor.fetchall():
                for text, rest in conjuncts(condition):
                    with transaction.atomic():
                        cursor.execute(f'ALTER POLICY "{policy}" ON "{table}" USING ({rest})')
                        if not scene.faults(name):
                            idle.append(text)
                        transaction.set_rollback(True)

        assert not idle, f"nobody misses these of {table}: {idle}"
