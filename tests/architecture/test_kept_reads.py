"""Reads by kept statements answer each caller and each question as they did before."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core import statements
from tests.factories import (
    make_case,
    make_contract,
    make_final_case,
    make_office,
    make_principal,
    make_report,
    make_type,
)
from tests.shares import is_of_today

pytestmark = pytest.mark.django_db

REPORTS = "/api/v1/violation-reports"
QUESTIONS = (
    "violation-reports",
    "violation-reports?ordering=submitted_on&page_size=2",
    "violation-reports?state=submitted&page_size=3",
    "violation-reports?state__in=submitted,accepted",
    "violation-reports?updated_at__gte=2020-01-01T00:00:00Z",
    "violation-reports?q=2406&include=count",
    "violation-reports?fields=id,number&calendar=jalali",
    "cases?ordering=updated_at&page_size=2",
    "cases?ordering=opened_on",
    "offices?page_size=2",
    "contracts?ordering=-starts_on",
    "contracts?expand=office",
    "violation-types",
    "agencies?ordering=-code",
    "calendar-days",
)


@pytest.fixture(autouse=True)
def _from_nothing() -> Iterator[None]:
    """Begin and end without kept statements."""
    statements.kept.forget()
    yield
    statements.kept.forget()


@pytest.fixture
def callers(gas: Any, power: Any, expert: Principal, api_of: Any) -> list[Any]:
    """Return programs of two agencies, a county, two offices and the province; with records."""
    clerks = {agency: make_principal(Role.AGENCY_CLERK, agency) for agency in (gas, power)}
    offices = [make_office(), make_office()]
    kind = make_type()
    for agency, clerk in clerks.items():
        for office in offices:
            contract = make_contract(agency=agency, office=office)
            make_report(reporter=clerk, contract=contract, type=kind)
            make_report(reporter=clerk, contract=contract, type=make_type())
            make_case(contract=contract, type=kind, is_issued=True)
            make_final_case(contract=contract, type=make_type())
    people = [
        *clerks.values(),
        *(make_principal(Role.OPERATOR, office) for office in offices),
        make_principal(Role.COUNTY_REP, offices[0].county),
        expert,
    ]
    return [api_of(person) for person in people]


def told(program: Any, address: str) -> Any:
    """Return what a program is told: every page, each with its rows; or the refusal."""
    pages: list[Any] = []
    following: str | None = address
    while following and len(pages) < 6:
        answer = program.get(following)
        body = answer.json()
        pages.append((answer.status_code, body.get("results", body.get("title"))))
        following = body.get("next")
    return pages


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_list_is_the_same_for_each_caller_whoever_asked_before(
    callers: list[Any], question: str
) -> None:
    address = f"/api/v1/{question}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements.kept, "of", lambda *_shape, **_how: None)
        plain = [told(program, address) for program in callers]

    for _time in range(7):  # from the sixth on the server may use one plan for all
        assert [told(program, address) for program in callers] == plain


def test_a_record_is_shown_to_those_who_see_it_and_hidden_from_others(callers: list[Any]) -> None:
    gas, power, *_others, expert = callers
    own = {row["id"] for row in gas.get(REPORTS).json()["results"]}
    foreign = {row["id"] for row in power.get(REPORTS).json()["results"]}
    assert own
    assert foreign
    assert not own & foreign

    for _time in range(4):
        for public_id in own:
            assert gas.get(f"{REPORTS}/{public_id}").json()["id"] == public_id
            assert power.get(f"{REPORTS}/{public_id}").status_code == 404
        for public_id in foreign:
            assert gas.get(f"{REPORTS}/{public_id}").status_code == 404
            assert expert.get(f"{REPORTS}/{public_id}").json()["id"] == public_id


def test_hot_reads_are_kept(callers: list[Any]) -> None:
    gas = callers[0]
    row = gas.get(f"{REPORTS}?state=submitted").json()["results"][0]
    for _time in range(2):
        first = gas.get(f"{REPORTS}?state=submitted&page_size=1").json()
        gas.get(first["next"])
        gas.get(f"{REPORTS}/{row['id']}")

    kept = [statement for statement in statements.kept.known.values() if statement is not None]

    assert sum("violations_violationreport" in statement.sql for statement in kept) == 3


def test_what_is_changed_between_two_reads_is_seen(callers: list[Any]) -> None:
    gas = callers[0]
    for _time in range(3):
        rows = gas.get(f"{REPORTS}?page_size=100").json()["results"]
    contract = make_contract(agency=Agency.objects.get(public_id=rows[0]["agency"]))

    make_report(reporter=make_principal(Role.AGENCY_CLERK, contract.agency), contract=contract)

    assert len(gas.get(f"{REPORTS}?page_size=100").json()["results"]) == len(rows) + 1


PAGES = (
    "/violations?queue=cases", "/violations?queue=cases&size=25&sort=oldest",
    "/violations?queue=reports", "/violations?queue=mine", "/violations?queue=decide",
    "/violations?queue=judgment", "/violations?queue=cases&severity=minor&q=24", "/offices",
    "/offices?view=expiring&licence=expiring", "/offices?sort=-county", "/contracts",
    "/contracts?view=all", "/terminations", "/duties", "/agencies", "/admin/audit",
)  # fmt: skip


def shown(browser: Any, address: str) -> Any:
    """Return what a person is shown by a list: rows, counts, choices of the filters, badges."""
    page = browser.get(address)
    if page.status_code != 200:
        return page.status_code
    context = page.context
    return (
        [row["pk"] for row in context["rows"]],
        [(tab.label, tab.count) for tab in context["tabs"]],
        context["total"],
        [(chip.name, list(chip.choices.labels.items())) for chip in context["listed"].chips],
        [(item.url, item.count, item.late) for item in context["nav"]],
        context["notices_count"],
        str(context["body"]),
    )


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_a_page_is_the_same_for_each_reader_whoever_asked_before(
    gas: Any, power: Any, expert: Principal, browser_of: Any, is_whole: bool
) -> None:
    contracts = [make_contract(agency=agency) for agency in (gas, power)]
    kind = make_type()
    for contract in contracts:
        clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
        make_report(reporter=clerk, contract=contract, type=kind)
        make_case(contract=contract, type=kind, is_issued=True)
        make_final_case(contract=contract, type=make_type())
    people = [
        expert,
        make_principal(Role.SECRETARIAT),
        *(make_principal(Role.AGENCY_MANAGER, agency) for agency in (gas, power)),
        *(make_principal(Role.OPERATOR, contract.office) for contract in contracts),
        make_principal(Role.COUNTY_REP, contracts[0].office.county),
        make_principal(Role.AUDITOR),
    ]
    browsers = [browser_of(person) for person in people]
    for address in (page for page in PAGES if is_whole or is_of_today(page)):
        statements.kept.forget()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(statements.kept, "of", lambda *_shape, **_how: None)
            plain = [shown(browser, address) for browser in browsers]
        for _time in range(3):
            assert [shown(browser, address) for browser in browsers] == plain, address


def test_pages_of_lists_are_kept(browser_of: Any, gas: Any) -> None:
    browser = browser_of(make_principal(Role.AGENCY_MANAGER, gas))
    browser.get("/violations?queue=cases")
    browser.get("/violations?queue=cases")

    with CaptureQueriesContext(connection) as captured:
        browser.get("/violations?queue=cases")

    asked = [query["sql"] for query in captured.captured_queries]
    assert not [sql for sql in asked if sql.startswith("SELECT") and "set_config" not in sql]
