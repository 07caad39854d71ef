"""The table of acts: the order of its reasons, and that an action opens with the same ones."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models
from django.utils import translation

from core.acts import (
    TABLES,
    Act,
    ActTable,
    Blocked,
    Confirm,
    Excluded,
    Whose,
    begin,
    is_open,
    once_per_record,
    why_not,
)
from core.errors import FactorRequired, IllegalMove, NotPermitted

DAY = date(2026, 4, 1)


class Door(models.TextChoices):
    OPEN = "open", "open"
    SHUT = "shut", "shut"


@dataclass(frozen=True)
class Somebody:
    """An actor with permissions, with or without a fresh one-time code."""

    name: str = "owner"
    permissions: tuple[str, ...] = ("door.shut",)
    fresh_factor: bool = False

    def has(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass
class House:
    """A record with a state."""

    state: str = "open"
    owner: str = "owner"
    builder: str = "builder"
    is_jammed: bool = False
    asked: list[str] = field(default_factory=list)


def jammed(record: House, actor: Any, on: date) -> str:
    return "The door is jammed." if record.is_jammed else ""


def is_owners(actor: Any, record: House, on: date) -> bool:
    return bool(record.owner == actor.name)


def built_it(record: House, actor: Any, on: date) -> str:
    return "Who built it does not shut it." if record.builder == actor.name else ""


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    return House()


@pytest.fixture
def shut(house: House, monkeypatch: pytest.MonkeyPatch) -> Act:
    monkeypatch.setattr("core.acts.TABLES", {})
    table = ActTable("house", lambda key, actor: house, Door)
    return table.act(
        "shut",
        title="Shut the door",
        permissions=("door.shut", "door.slam"),
        whose=Whose("the owner", is_owners, "Another person's house."),
        states=(Door.OPEN,),
        target=Door.SHUT,
        blocked=(jammed,),
        not_by=(Excluded("builder", built_it),),
    )


class TestWhyNot:
    def test_says_nothing_of_an_open_act(self, shut, house):
        assert why_not(shut, house, Somebody(), DAY) is None
        assert is_open(shut, house, Somebody(), DAY)

    def test_asks_the_role_before_all_else(self, shut, house):
        house.state, house.is_jammed = "shut", True

        found = why_not(shut, house, Somebody(permissions=()), DAY)

        assert found == Blocked(NotPermitted.default_message(), "not-permitted")

    def test_asks_whose_the_record_is_before_the_person(self, shut, house):
        house.owner = "somebody"

        assert why_not(shut, house, Somebody("builder"), DAY) == Blocked(
            "Another person's house.", "not-yours"
        )

    def test_asks_the_person_before_the_state(self, shut, house):
        house.owner, house.state = "builder", "shut"

        found = why_not(shut, house, Somebody("builder"), DAY)

        assert found == Blocked("Who built it does not shut it.", "not-permitted")

    def test_names_the_states_of_an_act_without_a_sentence_for_the_others(self, shut, house):
        house.state, house.is_jammed = "shut", True

        with translation.override("en"):
            found = why_not(shut, house, Somebody(), DAY)

        assert found == Blocked(
            "It is in the state “shut”; this is open only in these states: open."
        )

    def test_says_the_sentence_of_a_reason(self, shut, house):
        house.is_jammed = True

        assert why_not(shut, house, Somebody(), DAY) == Blocked("The door is jammed.")

    def test_asks_what_a_higher_floor_added_last(self, shut, house):
        shut.added.append(lambda record, actor, on: Blocked("It snows.", "not-yours"))

        assert why_not(shut, house, Somebody(), DAY) == Blocked("It snows.", "not-yours")


class TestBegin:
    def test_returns_the_locked_record(self, shut, house):
        assert begin(shut, 1, Somebody(), DAY) is house

    @pytest.mark.parametrize(
        ("actor", "values", "error"),
        [
            (Somebody(permissions=()), {}, NotPermitted),
            (Somebody("stranger"), {}, NotPermitted),
            (Somebody("builder"), {"owner": "builder"}, NotPermitted),
            (Somebody(), {"state": "shut"}, IllegalMove),
            (Somebody(), {"is_jammed": True}, IllegalMove),
        ],
    )
    def test_refuses_with_the_sentence_of_why_not(self, shut, house, actor, values, error):
        for name, value in values.items():
            setattr(house, name, value)

        with pytest.raises(error) as refusal:
            begin(shut, 1, actor, DAY)

        found = why_not(shut, house, actor, DAY)
        assert found is None or refusal.value.message == found.message

    def test_locks_nothing_for_a_role_that_may_not(self, monkeypatch):
        monkeypatch.setattr("core.acts.TABLES", {})
        table = ActTable("house", lambda key, actor: pytest.fail("locked"), Door)
        act = table.act("open", title="Open", permissions=("door.open",))

        with pytest.raises(NotPermitted):
            begin(act, 1, Somebody(), DAY)

    @pytest.mark.parametrize("confirm", [Confirm.CODE, (Confirm.PAGE, Confirm.CODE_ANEW)])
    def test_asks_a_fresh_code_where_its_row_does(self, shut, house, confirm):
        act = shut.table.act("lock", title="Lock", confirm=confirm)

        with pytest.raises(FactorRequired):
            begin(act, 1, Somebody(), DAY)
        assert begin(act, 1, Somebody(fresh_factor=True), DAY) is house

    def test_asks_no_code_where_its_row_asks_none(self, shut, house):
        assert begin(shut, 1, Somebody(), DAY) is house


class TestActTable:
    def test_has_each_name_once(self, shut):
        with pytest.raises(ValueError, match="already"):
            shut.table.act("shut", title="Shut")

    def test_lists_what_is_open_in_its_order(self, shut, house):
        lock = shut.table.act("lock", title="Lock")

        assert shut.table.available(house, Somebody(), DAY) == [shut, lock]
        house.is_jammed = True
        assert shut.table.available(house, Somebody(), DAY) == [lock]

    def test_every_table_stands_under_its_kind(self):
        assert all(table.kind == kind for kind, table in TABLES.items())


class TestOncePerRecord:
    def test_reads_once_for_each_record_and_arguments(self):
        read = []

        @once_per_record
        def fact(record: Any, day: date) -> int:
            read.append((record, day))
            return len(read)

        one, two = SimpleNamespace(), SimpleNamespace()
        assert [fact(one, DAY), fact(one, DAY), fact(two, DAY)] == [1, 1, 2]
        assert fact(one, date(2026, 4, 2)) == 3
