"""How much waits for one principal behind each entry of the navigation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.principal import Principal
from core import statements
from dashboard.facts.waiting import KINDS, Section, waiting_for
from dashboard.facts.work import joined

# How many records wait in each section, and the earliest of their days.
BY_SECTION = statements.Around(
    "SELECT section, count(DISTINCT number), min(due)"
    " FROM ({}) AS waiting (section, number, due) GROUP BY section",
    ("section", "number", "first_due"),
)


@dataclass(frozen=True)
class Load:
    """How much waits in one part of the house, and whether some of it is late."""

    count: int
    is_late: bool


def loads_of(principal: Principal, on: date, sections: Collection[Section]) -> dict[Section, Load]:
    """
    Return how many records of each section wait for an act of the principal; one query.

    A record with two tasks is one row of the list that the section has, and counts once. Of each
    kind at most 100 are counted.
    """
    key = ("loads", principal.kind, frozenset(sections))

    def build(*parts: Any) -> QuerySet[Any]:
        return _in_short(principal.of(parts[:-1]), parts[-1], sections)

    rows = statements.read_around(
        BY_SECTION, key, build, *principal.parts, on, loose=len(principal.parts) + 1
    )
    return {
        Section(row["section"]): Load(
            row["number"], is_late=bool(row["first_due"] and row["first_due"] < on)
        )
        for row in rows
    }


def _in_short(principal: Principal, on: date, sections: Collection[Section]) -> QuerySet[Any]:
    """Return section, number and due of the tasks in some sections."""
    parts = [
        waiting.in_short(kind.section)
        for waiting in waiting_for(principal, on)
        for kind in [KINDS[waiting.kind]]
        if kind.section in sections and kind.is_task
    ]
    return joined(parts)
