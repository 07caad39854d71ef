"""Each column of each list that is a fact sorts and narrows it, or the test says why not."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from accounts.roles import Role
from core import jalali
from lists.columns import Column
from lists.days import filters_of
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
from violations.views.listed import CaseList

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


# What narrows a list by a column that is no day: its filters by name, the search (`q`) too.
NARROWED = {
    "addressee": {"q"}, "agency": {"agency"}, "agency_number": {"q"}, "asked": {"kind"},
    "channel": {"channel"}, "code": {"q", "office_code"}, "contract": {"contract_number"},
    "county": {"county"}, "due": {"standing"}, "ended": {"ended"}, "full": {"q"},
    "guarantee": {"guarantee"}, "hands": {"owner"}, "how": {"how"}, "issued": {"since", "until"},
    "at": {"since", "until"}, "kind": {"kind"}, "left": {"ends_on__lte"}, "manager": {"q"},
    "member": {"is_member"}, "name": {"q"}, "number": {"q"}, "office": {"q", "office_code"},
    "on": {"stream"}, "place": {"q"}, "rank": {"rank"}, "record": {"q"}, "role": {"actor_role"},
    "sanction": {"sanction"}, "service": {"service"}, "severity": {"severity"},
    "stage": {"stage", "state"}, "state": {"state", "is_active"}, "title": {"q"},
    "track": {"track"}, "type": {"type"}, "via": {"via"}, "what": {"verb"}, "who": {"owner"},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(known.name for known in LISTS))
def test_each_fact_of_a_list_narrows_it(name: str) -> None:
    listed = LISTS.get(name).listed  # type: ignore[union-attr] # the name is a known one
    filters = set(listed.filterset_class.base_filters)

    for column in listed.columns:
        if column.order_name:
            wanted = set(filters_of([column])) or NARROWED[column.name]
            assert wanted & filters, column.name


def typed(day: date) -> str:
    """Return a day as people type it."""
    return "/".join(map(str, jalali.parts(day)))


class TestDays:
    """Rows by a day that a column shows."""

    @pytest.fixture
    def cases(self, gas: Any) -> dict[str, Any]:
        """Return two cases of one agency by the day on which they were opened."""
        return {
            str(day): make_case(
                contract=make_contract(agency=gas, office=make_office()), opened_on=day
            )
            for day in (TODAY - timedelta(days=9), TODAY - timedelta(days=3))
        }

    def found(self, role: Role, scope: Any, **query: str) -> set[str]:
        """Return the numbers of the cases that somebody's list finds."""
        asked = QueryDict(mutable=True)
        asked.update({"queue": "cases", **query})
        listed = CaseList(actor=make_principal(role, scope), query=asked, on=TODAY)
        return set(listed.found().values_list("number", flat=True))

    def test_are_those_from_and_until_a_day(self, gas: Any, cases: dict[str, Any]) -> None:
        late, early = str(TODAY - timedelta(days=3)), str(TODAY - timedelta(days=9))

        for query, wanted in (
            ({"opened_from": early}, {early, late}),
            ({"opened_from": late}, {late}),
            ({"opened_until": early}, {early}),
            ({"opened_from": early, "opened_until": early}, {early}),
            ({"opened_from": late, "opened_until": early}, set()),
        ):
            numbers = {cases[day].number for day in wanted}
            asked = {name: typed(date.fromisoformat(day)) for name, day in query.items()}
            assert self.found(Role.AGENCY_MANAGER, gas, **asked) == numbers, query

    def test_of_what_a_reader_does_not_know_find_nothing(
        self, gas: Any, cases: dict[str, Any]
    ) -> None:
        case = next(iter(cases.values()))

        for name in ("final_from", "sanction"):
            query = {name: "written_warning" if name == "sanction" else "1400/1/1"}
            assert self.found(Role.OPERATOR, case.office, **query) == set()

    def test_are_offered_for_the_columns_that_a_page_shows(self, gas: Any) -> None:
        listed = CaseList(
            actor=make_principal(Role.AGENCY_MANAGER, gas), query=QueryDict(), on=TODAY
        )

        listed.offer_days(listed.shown(["opened"]))

        names = {chip.name for chip in listed.chips}
        assert {"opened_from", "opened_until"} <= names
        assert not names & {"final_from", "served_from"}
        assert {chip.name for chip in listed.chip_lines.more} >= {"opened_from", "opened_until"}


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
