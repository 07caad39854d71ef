"""A page costs the same number of queries for one row and for fifty (STYLE 9, PERFORMANCE 2)."""

import re
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.clock import now, today
from core.crypto import encrypt
from notices.models import Message, Webhook
from oversight.actions import flag_termination_review, load_policies
from oversight.facts.replay import recounts
from oversight.models import Flag, TerminationReview
from tests.architecture.policy import AGENCY
from tests.factories import (
    make_agency,
    make_api_client,
    make_case,
    make_certificate,
    make_contract,
    make_final_case,
    make_licence,
    make_office,
    make_principal,
    make_reminder,
    make_report,
    make_score,
    make_service,
    make_staff,
    make_type,
)
from violations.actions import save_draft
from violations.models import Case, CorrectiveAction

BELL = 1  # what the bell costs on every page, and no more
# The page, the role that opens it, and the most queries that it may take beside the bell.
PAGES = (
    ("/desk", Role.DEPUTY, 15),
    ("/desk", Role.AGENCY_MANAGER, 15),
    ("/desk?queue=decide", Role.AGENCY_MANAGER, 26),
    ("/desk", Role.OPERATOR, 19),
    ("/desk", Role.EXPERT, 15),
    ("/desk?who=team&period=month", Role.EXPERT, 15),
    ("/desk", Role.AGENCY_CLERK, 15),
    ("/search?q=پیشخوان", Role.EXPERT, 21),
    ("/agencies/gaz", Role.DEPUTY, 30),
    ("/agencies/gaz", Role.AGENCY_MANAGER, 30),
    ("/reminders/new", Role.EXPERT, 14),
    ("/desk", Role.PLATFORM_ADMIN, 17),
    ("/offices", Role.DEPUTY, 20),
    ("/offices", Role.AGENCY_CLERK, 20),
    ("/offices?layout=map", Role.DEPUTY, 21),
    ("/offices/suggest?q=24", Role.AGENCY_CLERK, 10),
    ("/contracts", Role.DEPUTY, 18),
    ("/contracts", Role.AGENCY_MANAGER, 18),
    ("/agencies", Role.DEPUTY, 13),
    ("/violations?queue=cases", Role.DEPUTY, 17),
    ("/violations?queue=reports", Role.DEPUTY, 17),
    ("/violations", Role.AGENCY_MANAGER, 15),
    ("/violations/drafts", Role.AGENCY_CLERK, 10),
    ("/violations", Role.OPERATOR, 17),
    ("/violations", Role.COUNTY_REP, 17),
    ("/violations", Role.COMMITTEE_CHAIR, 17),
    ("/violations", Role.COMMITTEE_MEMBER, 17),
    ("/terminations", Role.DEPUTY, 16),
    ("/terminations", Role.AGENCY_MANAGER, 15),
    ("/comparison", Role.DEPUTY, 10),
    ("/duties", Role.DEPUTY, 17),
    ("/duties", Role.AGENCY_MANAGER, 16),
    ("/admin/audit", Role.AUDITOR, 11),
    ("/jobs", Role.EXPERT, 10),
    ("/admin/users", Role.PLATFORM_ADMIN, 10),
    ("/runs", Role.EXPERT, 10),
    ("/policy", Role.EXPERT, 10),
    ("/approvals", Role.DEPUTY, 10),
    ("/notifications", Role.AGENCY_CLERK, 12),
    ("/letters", Role.AGENCY_CLERK, 18),
    ("/outbox", Role.PLATFORM_ADMIN, 12),
    ("/offices/renewals", Role.SECRETARIAT, 12),
    ("/api-keys", Role.AGENCY_CLERK, 12),
    ("/webhooks", Role.AGENCY_CLERK, 12),
)
# The same of the page of a record, whose rows grow with the house: kind, role, most queries.
RECORDS = (
    # one of them reads the papers of the review: answers, judgments
    ("review", Role.DEPUTY, 48),
    ("review", Role.AGENCY_MANAGER, 48),
    ("review", Role.OPERATOR, 41),
    ("flag", Role.EXPERT, 24),
    ("flag", Role.AGENCY_MANAGER, 24),
)
LISTS = (
    "offices", "licences", "staff", "agencies", "services", "contracts", "violation-types",
    "violation-reports", "cases", "decisions", "appeals", "evidence", "flags",
    "termination-reviews", "policies", "duties", "divisions", "courses", "certificates",
    "rating-periods", "rating-scores", "receipts", "deadlines", "deadline-moves", "calendar-days",
    "audit-events", "pending-acts",
)  # fmt: skip
# A list over REST: the token and the rows; with their parts in one more.
MOST_OF_A_LIST = dict.fromkeys(LISTS, 2) | {"violation-types": 3, "audit-events": 3}
# The token, the key of the act, all that is named with the calendar, number and head, the look for
# an identical report, and the record with all that goes with it and the answer.
MOST_OF_A_FILING = 6
# The place of the subject, one for each kind of rows, and the calendar of what is late.
MOST_OF_A_RECOUNT = 13
# The transaction's own statements are not counted (DECISIONS 21).
MOVED_ON = 'UPDATE "django_session"'
CONTROL = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET |SELECT set_config)")


def fill(agency: Agency, times: int) -> Any:
    """
    Make so many offices, each with a contract, a report, an open and a final case.

    For each there is a licence that ends soon and a message that goes out, too.
    """
    clerk = make_principal(Role.AGENCY_CLERK, agency)
    kind, grave = make_type(), make_type(severity="critical")
    services = [make_service(agency)]
    for _time in range(times):
        office = make_office()
        contract = make_contract(agency=agency, office=office, services=services)
        make_report(reporter=clerk, contract=contract, type=kind)
        make_case(contract=contract, type=kind, is_issued=True)
        make_final_case(contract=contract, type=grave, severity="critical")
        make_principal(Role.OPERATOR, office)
        make_certificate(make_staff(office))
        make_score(office)
        make_licence(make_office(licensed=False), expires_on=today() + timedelta(days=40))
        Message.objects.create(carrier="letter", next_at=now())
    expert = make_principal(Role.EXPERT)
    for step in range(min(times, 5)):
        as_of = today() - timedelta(days=step)
        flag_termination_review(as_of=as_of, actor=expert, at=now())
    return office


def connect(clerk: Principal, times: int) -> None:
    """Give somebody so many keys and webhooks."""
    for _time in range(times):
        make_api_client(clerk)
        Webhook.objects.create(
            grant_id=clerk.grant_id, name="سامانه", url="https://receiver.example/hook",
            resources=["contracts"], secret_sealed=encrypt("whsec_AAAA"),
        )  # fmt: skip


def grow(review: TerminationReview, times: int) -> None:
    """Add proven cases to the contract of a review, and flag it anew."""
    for _time in range(times):
        make_final_case(contract=review.contract, type=make_type(severity="critical"))
    expert = make_principal(Role.EXPERT)
    flag_termination_review(as_of=today(), actor=expert, at=now())


@pytest.fixture
def house(db: None, gas: Agency) -> Callable[[int], Any]:
    """Return a function that fills the house with so many of each record."""
    load_policies()
    return lambda times: fill(gas, times)


def asked(get: Callable[[str], Any], address: str) -> list[str]:
    """Return the queries that a page takes the second time that it is asked for."""
    get(address)
    with CaptureQueriesContext(connection) as captured:
        response = get(address)
    assert response.status_code == 200, address
    sent = (query["sql"] for query in captured.captured_queries)
    # A session is moved on once it is some seconds old.
    return [sql for sql in sent if not CONTROL.match(sql) and not sql.startswith(MOVED_ON)]


def told(queries: list[str], others: list[str]) -> str:
    """Return the beginnings of those queries whose like is not among the others."""
    known = {sql[:40] for sql in others}
    return "; ".join(sql[:200] for sql in queries if sql[:40] not in known)


class TestCosts:
    """One row, then fifty: filled once for all pages, since filling is what takes time."""

    def test_are_the_same_for_one_row_and_for_fifty(
        self, house: Any, gas: Agency, browser_of: Any
    ) -> None:
        office = house(1)
        scopes: dict[Role, Any] = dict.fromkeys(AGENCY, gas)
        scopes |= {Role.OPERATOR: office, Role.COUNTY_REP: office.county}
        people = {role: make_principal(role, scopes.get(role)) for _page, role, _most in PAGES}
        review = TerminationReview.objects.get(contract__office=office)
        records = {
            "review": review.get_absolute_url(),
            "flag": Flag.objects.filter(contract=review.contract).latest("pk").get_absolute_url(),
        }
        addresses = (*PAGES, *((records[kind], role, most) for kind, role, most in RECORDS))
        pages = [(page, browser_of(people[role]), role, most) for page, role, most in addresses]
        connect(people[Role.AGENCY_CLERK], 1)
        program = make_api_client(people[Role.EXPERT])
        clerk = people[Role.AGENCY_CLERK]
        save_draft(draft_id=None, data={}, label="یک", actor=clerk)
        ones = [asked(browser.get, page) for page, browser, _role, _most in pages]
        lists = [asked(program.get, f"/api/v1/{name}") for name in LISTS]

        house(49)
        connect(clerk, 8)
        grow(review, 9)
        for label in "دو", "سه", "چهار":
            save_draft(draft_id=None, data={}, label=label, actor=clerk)

        wrong = []
        for (page, browser, role, most), one in zip(pages, ones, strict=True):
            many = asked(browser.get, page)
            if len(many) != len(one) or len(many) > most + BELL:
                wrong.append(
                    f"{page} as {role}: {len(one)} for one, {len(many)} for fifty, most {most}:"
                    f" {told(many, one)}"
                )
        for name, one in zip(LISTS, lists, strict=True):
            many = asked(program.get, f"/api/v1/{name}?page_size=50")
            if len(many) != len(one) or len(many) > MOST_OF_A_LIST[name]:
                wrong.append(
                    f"{name}: {len(one)} for one, {len(many)} for fifty, not what is pinned:"
                    f" {told(many, one)}"
                )
        assert not wrong, "\n" + "\n".join(wrong)

    def test_of_counting_again_are_the_same_for_one_day_and_for_many(self, house: Any) -> None:
        house(1)
        flag = Flag.objects.select_related("version").filter(contract__isnull=False).latest("pk")
        case = Case.objects.get(pk=flag.facts[0].split(":")[1])
        due_on = today() - timedelta(days=60)
        CorrectiveAction.objects.create(case=case, text="نصب تعرفه", due_on=due_on)
        others = [copy(flag) for _day in range(20)]
        for back, other in enumerate(others):
            other.pk, other.as_of = -back, today() - timedelta(days=back)

        def cost(flags: list[Flag]) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert len(recounts(flags)) == len(flags)
            return len(captured)

        assert cost(others) == cost([flag]) == MOST_OF_A_RECOUNT

    def test_of_filing_a_report_over_rest_are_few(self, house: Any, gas: Agency) -> None:
        office = house(1)
        program = make_api_client(make_principal(Role.AGENCY_CLERK, gas))
        body = {
            "office_code": office.code,
            "type_code": make_type().code,
            "occurred_on": today().isoformat(),
            "discovered_on": today().isoformat(),
            "narrative": "سه نوبت بیش از تعرفه گرفته شده است.",
        }

        def file(key: str) -> list[str]:
            own = body | {"place": key}
            with CaptureQueriesContext(connection) as captured:
                answer = program.post(
                    "/api/v1/violation-reports", own, headers={"Idempotency-Key": key}
                )
            assert answer.status_code == 201, answer.json()
            sent = (query["sql"] for query in captured.captured_queries)
            return [sql for sql in sent if not CONTROL.match(sql)]

        for key in "one", "two":
            file(key)

        assert len(file("three")) <= MOST_OF_A_FILING


@pytest.mark.django_db
class TestOneRecord:
    def test_is_found_by_its_name_without_an_order(self, browser_of: Any) -> None:
        """To order by a column means to compare it with each of a hundred that are read."""
        reminder = make_reminder(make_agency())
        reader = browser_of(make_principal(Role.DEPUTY))

        queries = asked(reader.get, reminder.get_absolute_url())

        found = [sql for sql in queries if f"\"number\" = '{reminder.number}'" in sql]
        assert found
        assert not [sql for sql in found if "ORDER BY" in sql]
