"""The commands about a record: those of its own page, for those who may do them there."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.persian import latin_digits
from dashboard.facts.acting import MOST, Moment, about
from tests import factories
from tests.factories import NOW, TODAY
from tests.oversight.doors import make_reviews
from tests.violations.stories import Walk, file_report

Browser = Callable[[Principal], Client]


def acts(address: str, actor: Principal) -> dict[str, str]:
    """Return the acts on a record that the palette offers: label -> address."""
    group = about(address, Moment(actor, TODAY, NOW))
    return {str(hit.title): hit.url for hit in group.hits} if group else {}


@pytest.fixture
def walk(gas: Agency) -> Walk:
    """Return a case that waits for the manager's decision."""
    contract = factories.make_contract(agency=gas)
    clerk = factories.make_principal(Role.AGENCY_CLERK, gas)
    manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
    operator = factories.make_principal(Role.OPERATOR, contract.office)
    story = Walk(file_report(contract, clerk), manager, operator)
    return story.open().wait(1).notify().wait(3).defend()


@pytest.mark.django_db
class TestAbout:
    def test_offers_a_decision_to_the_one_whose_turn_it_is(
        self, walk: Walk, gas_clerk: Principal, expert: Principal
    ) -> None:
        page = walk.case.get_absolute_url()

        assert acts(page, walk.triager)["تصمیم‌گیری دربارهٔ پرونده"] == f"{page}/decision"
        assert "تصمیم‌گیری دربارهٔ پرونده" not in acts(page, gas_clerk)
        assert "تصمیم‌گیری دربارهٔ پرونده" not in acts(page, expert)

    def test_offers_a_note_to_those_who_write_them(self, walk: Walk, auditor: Principal) -> None:
        page = walk.case.get_absolute_url()

        assert acts(page, walk.triager)["افزودن یادداشت…"] == f"{page}#notes"
        assert "افزودن یادداشت…" not in acts(page, walk.operator)
        assert "افزودن یادداشت…" not in acts(page, auditor)

    def test_offers_what_the_page_of_a_case_offers(self, walk: Walk, browser_of: Browser) -> None:
        page = walk.case.get_absolute_url()
        for actor in (walk.triager, walk.operator):
            offered = browser_of(actor).get(page).context["offers"].all

            found = set(acts(page, actor).values()) - {f"{page}#notes"}
            assert found == {offer.url for offer in offered[: MOST - 1]}

    def test_offers_the_triage_of_a_report(self, gas: Agency, gas_clerk: Principal) -> None:
        contract = factories.make_contract(agency=gas)
        manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
        report = file_report(contract, gas_clerk)
        page = report.get_absolute_url()

        assert acts(page, manager)["ارسال به مرجع ذی‌صلاح"] == f"{page}/refer"
        assert f"{page}/accept" not in acts(page, gas_clerk).values()

    def test_offers_the_province_its_part_in_a_review(
        self, gas: Agency, expert: Principal, auditor: Principal
    ) -> None:
        (review,) = make_reviews(gas, 1)
        page = review.get_absolute_url()

        assert f"{page}/recommend" in acts(page, expert).values()
        assert f"{page}/recommend" not in acts(page, auditor).values()

    def test_offers_what_the_page_of_a_contract_offers(
        self, gas: Agency, gas_manager: Principal, expert: Principal, browser_of: Browser
    ) -> None:
        contract = factories.make_contract(agency=gas)
        page = contract.get_absolute_url()
        for actor in (gas_manager, expert):
            offered = browser_of(actor).get(page).context["offers"]

            assert list(acts(page, actor)) == [str(offer.label) for offer in offered[:MOST]]

    @pytest.mark.parametrize(("role", "may"), [(Role.EXPERT, True), (Role.AUDITOR, False)])
    def test_offers_a_report_on_an_office_by_role(self, role: Role, may: bool) -> None:
        actor, office = factories.make_principal(role), factories.make_office()

        urls = acts(office.get_absolute_url(), actor).values()

        assert (f"/violations/new?office={office.code}" in urls) is may

    @pytest.mark.parametrize("is_member", [True, False])
    def test_offers_a_report_on_an_office_only_where_the_reader_reports(
        self, is_member: bool
    ) -> None:
        actor = factories.make_principal(Role.ASSOCIATION, "00000000-0000-7000-8000-000000000001")
        office = factories.make_office(is_member=is_member)

        urls = acts(office.get_absolute_url(), actor).values()

        assert (f"/violations/new?office={office.code}" in urls) is is_member

    def test_leads_from_an_office_to_its_open_review(self, gas: Agency, expert: Principal) -> None:
        office = factories.make_office()
        page = office.get_absolute_url()
        before = acts(page, expert)
        (review,) = make_reviews(gas, 1, office)

        assert "رفتن به بازبینی فسخ" not in before
        assert acts(page, expert)["رفتن به بازبینی فسخ"] == review.get_absolute_url()

    def test_offers_nothing_of_what_one_may_not_see(
        self, walk: Walk, gas: Agency, power_clerk: Principal
    ) -> None:
        (review,) = make_reviews(gas, 1)
        contract = Contract.objects.get(cases=walk.case)
        for address in (record.get_absolute_url() for record in (walk.case, review, contract)):
            assert acts(address, power_clerk) == {}

    @pytest.mark.parametrize(
        "address", ["/desk", "/violations/new", "/nowhere", "", "x", "//a.b/c"]
    )
    def test_knows_no_record_elsewhere(self, address: str, expert: Principal) -> None:
        assert acts(address, expert) == {}


@pytest.mark.django_db
class TestSearch:
    def answer(self, browser: Client, at: str = "/desk", **query: str) -> str:
        """Return what the palette is answered on a page."""
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{at}"}
        got = browser.get("/search", query, headers=headers)
        return latin_digits(got.content.decode())

    def test_tells_of_the_record_of_the_page(self, walk: Walk, browser_of: Browser) -> None:
        browser, page = browser_of(walk.triager), walk.case.get_absolute_url()

        assert f'data-about="{page}"' in self.answer(browser, f"{page}?queue=decide")
        assert f'href="{page}/decision"' in self.answer(browser, page, q="تصمیم")
        assert f'href="{page}#notes"' not in self.answer(browser, page, q="تصمیم")
        assert "data-about" not in self.answer(browser)
        # The palette asks once, when it opens.
        assert "data-about" not in self.answer(browser, page, q="تصمیم", here="told")

    def test_tells_of_the_first_record_that_was_found(
        self, walk: Walk, browser_of: Browser
    ) -> None:
        number, page = walk.case.number, walk.case.get_absolute_url()

        answer = self.answer(browser_of(walk.triager), q=number)

        assert answer.index('data-kind="files"') < answer.index(f'data-about="{page}"')

    def test_tells_of_the_record_that_is_chosen(
        self, walk: Walk, power_clerk: Principal, browser_of: Browser
    ) -> None:
        page = walk.case.get_absolute_url()

        assert f'href="{page}/decision"' in self.answer(browser_of(walk.triager), about=page)
        assert self.answer(browser_of(power_clerk), about=page).strip() == ""
