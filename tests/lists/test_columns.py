"""Each column of each list that is a fact sorts it; what does not sort says why."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from accounts.roles import Role
from lists.columns import Column
from lists.facts import LISTS
from tests.factories import (
    TODAY,
    make_case,
    make_contract,
    make_office,
    make_principal,
    make_type,
)
from violations.states import Severity

pytestmark = pytest.mark.django_db

UNSORTED = {
    "act": "what a person may do with a row, no fact of it",
    "advice": "a suggestion that follows from what other columns say",
    "why": "a text that somebody wrote",
    "seal": "a digest, whose order says nothing",
}


def columns_of(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the name of each column of a list, those of floors above too, and if it sorts."""
    listed = LISTS.get(name).listed  # type: ignore[union-attr] # the name is a known one
    own: list[Column] = list(listed.columns)
    yield from ((column.name, bool(column.order_name)) for column in own)
    actor = make_principal(Role.DEPUTY)
    above = listed(actor=actor, query=QueryDict(), on=TODAY).upper()
    yield from ((column.name, column.sort is not None) for column in above)


@pytest.mark.parametrize("name", sorted(known.name for known in LISTS))
def test_each_fact_of_a_list_sorts_it(name: str) -> None:
    found = dict(columns_of(name))

    assert {column for column, sorts in found.items() if not sorts} <= set(UNSORTED)
    assert not {column for column, sorts in found.items() if sorts} & set(UNSORTED)


def test_each_column_that_does_not_sort_is_of_some_list() -> None:
    unsorted = {column for known in LISTS for column, sorts in columns_of(known.name) if not sorts}

    assert unsorted == set(UNSORTED)


def test_severity_sorts_by_its_order(browser_of: Any, gas: Any) -> None:
    for severity in ("moderate", "critical", "minor", "major"):
        kind = make_type(severity=severity)
        contract = make_contract(agency=gas, office=make_office())
        make_case(contract=contract, type=kind, severity=severity)
    manager = browser_of(make_principal(Role.AGENCY_MANAGER, gas))

    for query, expected in (("severity", Severity.values), ("-severity", Severity.values[::-1])):
        rows = manager.get(f"/violations?queue=cases&sort={query}").context["rows"]
        assert [row["severity"] for row in rows] == expected


@pytest.mark.parametrize("column", ["who", "what", "on", "role", "via"])
def test_the_history_sorts_by_its_facts(browser_of: Any, gas: Any, column: str) -> None:
    make_case(contract=make_contract(agency=gas))
    auditor = browser_of(make_principal(Role.AUDITOR))

    for query in (column, f"-{column}"):
        page = auditor.get(f"/admin/audit?view=all&sort={query}")
        assert page.status_code == 200
        assert page.context["listed"].order_name == query
