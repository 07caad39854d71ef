"""The palette: finds by any spelling, within what one may see."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.facts.places import mark_of
from core.persian import latin_digits
from dashboard.facts.finding import asked, commands, found, held, marked
from offices.models import Office
from offices.rules import search_key
from oversight.models import TerminationReview
from oversight.states import ReviewState
from oversight.views.marks import state_mark
from tests import factories
from tests.oversight.doors import make_reviews
from tests.oversight.steps import DAY

Browser = Callable[[Principal], Client]


class TestAsked:
    @pytest.mark.parametrize(
        ("typed", "chip", "text", "kind"),
        [
            ("عالی قاپو", "", "عالی قاپو", ""),
            ("  D   عالی ", "", "عالی", "offices"),
            ("ی عالی", "", "عالی", "offices"),  # the D key under a Persian layout
            ("دفتر عالی", "", "عالی", "offices"),
            ("q 1404", "", "1404", "contracts"),
            (">تاریخچه", "", "تاریخچه", "commands"),
            ("> تاریخچه", "commands", "تاریخچه", "commands"),
            ("D", "", "D", ""),
            ("عالی", "files", "عالی", "files"),
            ("عالی", "nonsense", "عالی", ""),
        ],
    )
    def test_reads_prefix_and_chip(self, typed: str, chip: str, text: str, kind: str) -> None:
        question = asked(typed, chip)

        assert (question.text, question.kind) == (text, kind)


class TestMarked:
    @pytest.mark.parametrize(
        ("title", "text", "shown"),
        [
            ("میدان عالی‌قاپو", "قاپو", "میدان عالی‌<mark>قاپو</mark>"),
            ("عالی‌قاپو", "عاليقاپو", "<mark>عالی‌قاپو</mark>"),
            ("دفتر ۱۲", "12", "دفتر <mark>۱۲</mark>"),
            ("<b>", "b", "&lt;<mark>b</mark>&gt;"),
            ("دفتر", "", "دفتر"),
            ("a+b", "+", "a<mark>+</mark>b"),
        ],
    )
    def test_marks_any_spelling_and_no_markup(self, title: str, text: str, shown: str) -> None:
        assert marked(title, text) == shown


def codes(principal: Principal, typed: str, kind: str = "") -> set[str]:
    """Return the numbers of all that is found."""
    return {hit.code for group in found(principal, asked(typed, kind), DAY) for hit in group.hits}


@pytest.mark.django_db
class TestFound:
    @pytest.fixture
    def office(self) -> Office:
        """Return an office with a name that can be spelled in two ways."""
        return factories.make_office(name="پیشخوان عالی‌قاپو")

    def test_looks_into_every_kind(self, office: Office, gas: Agency, expert: Principal) -> None:
        contract = factories.make_contract(agency=gas, office=office)
        case = factories.make_case(contract=contract, type=factories.make_type())

        assert codes(expert, "عالي قاپو") == {office.code, contract.number, case.number}
        assert codes(expert, "عالی قاپو", "contracts") == {contract.number}
        assert case.number in codes(expert, case.number.replace("1", "۱"))

    @pytest.mark.parametrize(
        ("title", "typed"),
        [("تأخیر در واریز", "تاخير در‌واريز"), ("نصب‌نکردن تعرفه", "نصب نكردن تعرفه"), ("(", "((")],
    )
    def test_finds_types_by_any_spelling(
        self, office: Office, gas: Agency, expert: Principal, title: str, typed: str
    ) -> None:
        contract = factories.make_contract(agency=gas, office=office)
        case = factories.make_case(contract=contract, type=factories.make_type(title=title))

        assert (case.number in codes(expert, typed)) is (typed != "((")

    def test_reads_letters_typed_twice_once_where_nothing_is_found(
        self, office: Office, expert: Principal
    ) -> None:
        assert codes(expert, "عاالی قاپوو") == {office.code}

    def test_finds_agencies_by_any_spelling(self, expert: Principal) -> None:
        factories.make_agency(name="ادارهٔ کل بیمهٔ سلامت", short_name="بیمهٔ سلامت")

        groups = found(expert, asked("بيمه سلامت"), DAY)

        assert [str(hit.title) for group in groups for hit in group.hits] == [
            "ادارهٔ کل <mark>بیمهٔ سلامت</mark>"
        ]

    def test_says_where_else_it_stands(
        self, office: Office, expert: Principal, association: Principal
    ) -> None:
        manager = "سارا قاپوچی"
        key = search_key("2499999", "دفتر ۲", manager, "", "")
        office = factories.make_office(name="دفتر ۲", manager_name=manager, search_key=key)

        hits = {hit.code: hit for group in found(expert, asked("قاپو"), DAY) for hit in group.hits}

        assert hits[office.code].because == "سارا <mark>قاپو</mark>چی"
        assert {hit.because for hit in hits.values()} == {"", "سارا <mark>قاپو</mark>چی"}
        others = [hit for group in found(association, asked("عالی"), DAY) for hit in group.hits]
        assert {hit.because for hit in others} == {""}

    def test_shows_digits_of_names_in_persian(self, expert: Principal) -> None:
        factories.make_office(name="دفتر ICT ارشق 01")

        hits = [hit for group in found(expert, asked("ارشق"), DAY) for hit in group.hits]

        assert [str(hit.title) for hit in hits] == ["دفتر ICT <mark>ارشق</mark> ۰۱"]

    def test_stays_within_what_one_may_see(
        self, office: Office, gas: Agency, power_clerk: Principal, gas_clerk: Principal
    ) -> None:
        contract = factories.make_contract(agency=gas, office=office)
        case = factories.make_case(contract=contract, type=factories.make_type())

        assert codes(power_clerk, "عالی‌قاپو") == {office.code}
        assert codes(gas_clerk, "عالی‌قاپو") == {office.code, contract.number, case.number}

    def test_marks_a_state_as_the_lists_do(
        self, office: Office, gas: Agency, expert: Principal
    ) -> None:
        contract = factories.make_contract(agency=gas, office=office)
        (review,) = make_reviews(gas, 1, office)
        served = {"served_on": DAY - timedelta(days=10), "hearing_due_on": DAY - timedelta(days=2),
                  "service_proof": "رسید"}  # fmt: skip
        ended = {"state": ReviewState.HEARD, "heard_on": DAY - timedelta(days=1)}
        for version, step in enumerate((served, ended), start=review.version + 1):
            TerminationReview.objects.update(version=version, **step)

        marks = {
            hit.code: hit.mark for group in found(expert, asked("قاپو"), DAY) for hit in group.hits
        }

        assert marks[contract.number] == mark_of(contract.state)
        assert marks[office.code] == {"kind": "pill", "tone": "ok", "text": "فعال"}
        assert marks[review.number] == state_mark(ReviewState.HEARD, answered=False)
        assert marks[review.number] != state_mark(ReviewState.HEARD, answered=True)

    def test_marks_an_office_at_work_without_a_licence(
        self, office: Office, expert: Principal
    ) -> None:
        other = factories.make_office(name="پیشخوان قاپو", licensed=False)

        marks = {
            hit.code: hit.mark for group in found(expert, asked("قاپو"), DAY) for hit in group.hits
        }

        assert marks[office.code] == {"kind": "pill", "tone": "ok", "text": "فعال"}
        assert marks[other.code] == {"kind": "pill", "tone": "warn", "text": "فعال"}

    def test_says_of_an_office_that_it_is_in_review(
        self, office: Office, gas: Agency, expert: Principal, operator: Principal
    ) -> None:
        def warning() -> list[str]:
            groups = found(expert, asked("قاپو"), DAY)
            return [hit.warning for group in groups for hit in group.hits if hit.named]

        before = warning()
        make_reviews(gas, 1, office)

        assert before == [""]
        assert warning() == ["در بازبینی فسخ"]

    def test_asks_for_two_letters(self, office: Office, expert: Principal) -> None:
        assert found(expert, asked("ع"), DAY) == []

    def test_costs_the_same_for_one_and_for_many(self, gas: Agency, expert: Principal) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                found(expert, asked("عالی"), DAY)
            return len(captured)

        def make(times: int) -> None:
            for _time in range(times):
                office = factories.make_office(name="پیشخوان عالی‌قاپو")
                factories.make_case(contract=factories.make_contract(agency=gas, office=office))

        make(1)
        one = cost()
        make(4)
        assert (cost(), one) == (8, 8)


@pytest.mark.django_db
class TestHeld:
    def test_is_what_one_may_see_of_each_kind(
        self, gas: Agency, gas_clerk: Principal, power_clerk: Principal
    ) -> None:
        contract = factories.make_contract(agency=gas)
        case = factories.make_case(contract=contract, type=factories.make_type())
        office = contract.office

        def kept(principal: Principal) -> set[str]:
            return {hit.code for group in held(principal, DAY) for hit in group.hits}

        assert kept(gas_clerk) == {office.code, contract.number, case.number}
        assert kept(power_clerk) == {office.code}

    def test_comes_with_the_first_answer_only(
        self, gas: Agency, expert: Principal, browser_of: Browser
    ) -> None:
        contract = factories.make_contract(agency=gas)
        browser = browser_of(expert)

        def answer(**query: str) -> str:
            got = browser.get("/search", query, headers={"HX-Request": "true"})
            return latin_digits(got.content.decode())

        assert '<template id="palette-held">' in answer(held="1")
        assert contract.office.code in answer(held="1")
        assert "palette-held" not in answer()


@pytest.mark.django_db
class TestCommands:
    PLACES = (("/desk", "میز کار", "layout-dashboard", "G D"), ("/offices", "دفاتر", "store", ""))

    def test_are_all_places_when_nothing_was_typed(self) -> None:
        (group,) = commands(self.PLACES, asked(""))

        assert [hit.url for hit in group.hits] == ["/desk", "/offices"]

    def test_are_narrowed_by_what_was_typed(self) -> None:
        (group,) = commands(self.PLACES, asked("> ميز"))

        assert [hit.url for hit in group.hits] == ["/desk"]

    @pytest.mark.parametrize("person", ["secretariat", "operator", "gas_clerk"])
    def test_lead_to_the_letters_once(
        self, person: str, request: pytest.FixtureRequest, browser_of: Browser
    ) -> None:
        browser = browser_of(request.getfixturevalue(person))

        page = browser.get("/search", {"q": "> نامه"}, headers={"HX-Request": "true"})

        assert page.content.decode().count('href="/letters"') == 1


@pytest.mark.django_db
class TestSearch:
    def test_opens_the_record_of_a_number(self, expert: Principal, browser_of: Browser) -> None:
        office = factories.make_office()

        assert browser_of(expert).get("/search", {"q": office.code})["Location"] == (
            office.get_absolute_url()
        )

    def test_hides_a_record_out_of_scope(
        self, gas: Agency, power_clerk: Principal, browser_of: Browser
    ) -> None:
        contract = factories.make_contract(agency=gas)

        answer = browser_of(power_clerk).get("/search", {"q": contract.number})

        assert answer.status_code == 200
        assert contract.get_absolute_url() not in answer.content.decode()

    def test_leads_on_to_the_lists_that_the_role_has(
        self, gas: Agency, expert: Principal, gas_clerk: Principal, browser_of: Browser
    ) -> None:
        office = factories.make_office(name="پیشخوان آفتاب")
        factories.make_contract(agency=gas, office=office)
        rep = factories.make_principal(Role.COUNTY_REP, office.county)

        def lists(principal: Principal) -> set[str]:
            page = browser_of(principal).get("/search", {"q": "آفتاب"})
            return {group.more_url.partition("?")[0] for group in page.context["groups"]}

        assert {"/offices", "/contracts"} <= lists(expert)
        assert "/contracts" in lists(gas_clerk)
        assert "/offices" in lists(rep)
        assert "/contracts" not in lists(rep)
        listed = browser_of(expert).get("/offices", {"q": "آفتاب"}).content.decode()
        assert office.code in latin_digits(listed)

    def test_tells_the_palette_the_letters_of_the_person(
        self, expert: Principal, browser_of: Browser
    ) -> None:
        User.objects.filter(pk=expert.user_id).update(key_map={"new": "B", "go": "Y"})

        page = browser_of(expert).get("/search", headers={"HX-Request": "true"}).content.decode()

        assert '<kbd dir="ltr">B</kbd>' in page
        assert '<kbd dir="ltr">Y D</kbd>' in page
        assert '<kbd dir="ltr">N</kbd>' not in page

    def test_gives_the_palette_only_the_hits(self, expert: Principal, browser_of: Browser) -> None:
        factories.make_office(name="پیشخوان آفتاب")

        page = browser_of(expert).get(
            "/search", {"q": "آفتاب"}, headers={"HX-Request": "true"}
        ).content.decode()  # fmt: skip

        assert "<html" not in page
        assert 'role="option"' in page
        assert "<mark>آفتاب</mark>" in page

    def test_tells_the_palette_how_many_and_what_can_be_done(
        self, expert: Principal, browser_of: Browser
    ) -> None:
        factories.make_office(name="پیشخوان آفتاب")

        page = browser_of(expert).get(
            "/search", {"q": "آفتاب"}, headers={"HX-Request": "true"}
        ).content.decode()  # fmt: skip

        assert '<p id="palette-said" hx-swap-oob="innerHTML">۱ نتیجه</p>' in page
        assert page.count(" data-acts") == 1
        assert page.index('data-kind="offices"') < page.index(" data-acts")
