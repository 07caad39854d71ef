"""The pages of termination reviews: who sees what, each form as a person fills it, their cost."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from contracts.actions import resume_contract
from core.clock import today
from core.jalali import day_near, iso_jalali
from notices.models import Dispatch
from oversight import actions
from oversight.facts.review_rows import review_rows
from oversight.models import TerminationReview
from oversight.states import ReviewState
from tests import factories
from tests.contracts.stories import scan
from tests.oversight.doors import SEES, SEES_NOT, as_role, cost, make_reviews
from tests.oversight.steps import DAY, REASONS, later, moment
from violations.models import Case, PointEntry

pytestmark = pytest.mark.django_db
LIST = "/terminations"
PICTURE = object()  # a good scan, made anew for each test
TEXT = "تعرفه نصب و وجه اضافه به مردم برگشت داده شده است."


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


def do(client: Any, name: str, review: TerminationReview, **data: Any) -> Any:
    """Post a form of the review."""
    return client.post(reverse(f"oversight:{name}", args=[review.number]), data)


def give_points(case: Case, expires_on: date, points: int = 0) -> None:
    """Give a case's points, or others, to its office, until a day that is not counted any more."""
    assert case.final_on is not None
    PointEntry.objects.create(
        case=case, office=case.office, holder=case.holder, points=points or case.points,
        effective_on=case.final_on, expires_on=expires_on,
    )  # fmt: skip


def fresh(review: TerminationReview) -> TerminationReview:
    """Return the review as it stands now."""
    return TerminationReview.objects.get(pk=review.pk)


class TestList:
    @pytest.mark.parametrize("who", SEES)
    def test_shows_the_reviews_in_scope(self, served, browser_of, request, who):
        page = browser_of(as_role(request, who)).get(LIST)

        assert [row["number"] for row in page.context["rows"]] == [served.number]

    @pytest.mark.parametrize("who", SEES_NOT)
    def test_is_empty_for_others(self, review, browser_of, request, who):
        page = browser_of(as_role(request, who)).get(LIST)

        assert (page.status_code, page.context["rows"]) == (200, [])

    @pytest.mark.parametrize(
        ("who", "is_told_none"),
        [("county_rep", True), ("platform_admin", True), ("power_manager", False)],
    )
    def test_says_so_to_those_who_are_told_of_none(
        self, review, browser_of, request, who, is_told_none
    ):
        page = browser_of(as_role(request, who)).get(LIST)

        assert page.context["is_told_none"] is is_told_none
        assert ('class="filters"' in page.content.decode()) is not is_told_none

    def test_hides_from_the_office_what_was_not_issued(self, gas, office, operator, browser_of):
        make_reviews(gas, 1, office, issued_on=None)

        assert browser_of(operator).get(LIST).context["rows"] == []

    @pytest.mark.parametrize(
        ("tab", "found"), [("open", 2), ("escalated", 1), ("decided", 0), ("all", 3), ("؟", 2)]
    )
    def test_has_a_tab_for_each_part(self, gas, deputy, browser_of, tab, found):
        make_reviews(gas, 1)
        make_reviews(gas, 1, state=ReviewState.ESCALATED, escalated_on=DAY)
        make_reviews(gas, 1, state=ReviewState.SUPERSEDED, closed_on=DAY)

        page = browser_of(deputy).get(LIST, {"tab": tab})

        assert len(page.context["rows"]) == found

    def test_is_ordered_by_the_agencys_deadline(self, gas, deputy, browser_of):
        make_reviews(gas, 3)

        rows = browser_of(deputy).get(LIST).context["rows"]

        days = [row["decision_due_on"] for row in rows]
        assert days == sorted(days)

    def test_marks_what_is_late(self, gas, deputy, browser_of):
        make_reviews(gas, 1, decision_due_on=later(-3), opened_on=later(-20))

        page = browser_of(deputy).get(LIST)

        assert page.context["rows"][0]["is_late"]
        assert 'class="is-late"' in page.content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [("q=9001", 1), ("q=هیچ", 0), ("state=open", 3), ("state=nothing", 0), ("agency=gaz", 3),
         ("agency=nobody", 0), ("office=1", 0)],
    )  # fmt: skip
    def test_is_narrowed_by_its_address(self, gas, deputy, browser_of, query, found):
        make_reviews(gas, 3)

        assert len(browser_of(deputy).get(f"{LIST}?{query}").context["rows"]) == found

    def test_is_read_page_by_page(self, gas, deputy, browser_of):
        made = make_reviews(gas, 27)
        browser = browser_of(deputy)

        first = browser.get(LIST, {"size": 25})
        second = browser.get(f"{LIST}?{first.context['next_query']}")
        back = browser.get(f"{LIST}?{second.context['previous_query']}")

        numbers = [row["number"] for page in (first, second) for row in page.context["rows"]]
        assert sorted(numbers) == sorted(review.number for review in made)
        assert (len(second.context["rows"]), second.context["next_query"]) == (2, "")
        assert back.context["rows"] == first.context["rows"]

    def test_refuses_a_foreign_cursor(self, review, deputy, browser_of):
        assert browser_of(deputy).get(LIST, {"cursor": "x"}).status_code == 400

    def test_costs_the_same_for_one_and_for_thirty(self, gas, deputy, browser_of):
        make_reviews(gas, 1)
        browser = browser_of(deputy)
        one = cost(browser.get, LIST)

        make_reviews(gas, 29)

        assert cost(browser.get, LIST) == one

    def test_asks_a_stranger_to_sign_in(self, client, db):
        assert client.get(LIST).status_code == 302


class TestPage:
    @pytest.mark.parametrize("who", SEES)
    def test_opens_for_those_concerned(self, heard, browser_of, request, who):
        page = browser_of(as_role(request, who)).get(heard.get_absolute_url())

        assert page.status_code == 200
        assert page.context["object"] == heard

    @pytest.mark.parametrize("who", SEES_NOT)
    def test_is_not_there_for_others(self, heard, browser_of, request, who):
        client = browser_of(as_role(request, who))

        assert client.get(heard.get_absolute_url()).status_code == 404

    def test_is_not_there_without_a_review(self, deputy, browser_of):
        assert browser_of(deputy).get(f"{LIST}/1405-F-99999").status_code == 404

    @pytest.mark.parametrize(
        ("who", "offered"),
        [
            ("operator", {"answer", "waive"}),
            ("gas_manager", {"stand_back"}),
            ("gas_clerk", {"enter_answer", "stand_back"}),
            ("gas_appeal", {"stand_back"}),
            ("deputy", {"recommend", "remind", "stand_back"}),
            ("expert", {"recommend", "remind", "stand_back"}),
            ("secretariat", {"recommend", "remind", "enter_answer", "stand_back"}),
            ("chair", {"stand_back"}),
            ("auditor", set()),
            ("association", set()),
        ],
    )
    def test_offers_what_the_role_may_do(self, served, browser_of, request, who, offered):
        context = browser_of(as_role(request, who)).get(served.get_absolute_url()).context

        assert set(context["acts"]) - {"note"} == offered

    @pytest.mark.parametrize(
        ("who", "name"),
        [("gas_manager", "serve"), ("gas_clerk", "serve"), ("operator", "acknowledge")],
    )
    def test_offers_service_before_it(self, review, browser_of, request, who, name):
        context = browser_of(as_role(request, who)).get(review.get_absolute_url()).context

        assert name in context["acts"]

    @pytest.mark.parametrize("who", sorted(set(SEES) - {"gas_manager"}))
    def test_lets_nobody_but_the_manager_decide(self, heard, gas_manager, browser_of, request, who):
        context = browser_of(as_role(request, who)).get(heard.get_absolute_url()).context

        assert context["decide_form"] is None

    def test_lets_the_manager_decide_once_the_office_was_heard(
        self, heard, gas_manager, browser_of
    ):
        page = browser_of(gas_manager).get(heard.get_absolute_url())

        assert page.context["decide_form"] is not None

    def test_names_no_person_to_the_office(self, served, expert, operator, browser_of):
        actions.recommend(
            review_id=served.pk, text="نظر کارشناس استان", actor=expert, on=DAY, at=moment(DAY)
        )

        text = browser_of(operator).get(served.get_absolute_url()).content.decode()

        assert expert.name not in text

    def test_shows_foreign_cases_as_counts_and_severity(
        self, flagged, office, power, day, clock, gas_manager, deputy, browser_of
    ):
        title = "قطع برق مشترک خوش‌حساب"
        case = factories.make_final_case(
            contract=factories.make_contract(agency=power, office=office),
            type=factories.make_type(title=title, severity="major"),
            final_on=later(-40, day),
            sanction="reminder",
        )
        give_points(case, later(600, day), points=150)
        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
        address = TerminationReview.objects.get(contract=flagged).get_absolute_url()

        foreign, own = (
            browser_of(actor).get(address).content.decode() for actor in (gas_manager, deputy)
        )

        assert title in own
        assert title not in foreign
        assert "پروندهٔ دستگاه دیگر" in foreign

    def test_adds_up_in_the_chart_what_the_rules_count(
        self, flagged, office, day, clock, deputy, browser_of
    ):
        first, second = Case.objects.filter(office=office).order_by("pk")
        give_points(first, later(600, day), points=150)
        give_points(second, day)  # has dropped out
        of_former_holder = factories.make_final_case(
            contract=flagged, holder=factories.make_holder(), final_on=later(-50, day)
        )
        give_points(of_former_holder, later(600, day))
        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
        address = TerminationReview.objects.get(contract=flagged).get_absolute_url()

        chart = browser_of(deputy).get(address).context["steps"]

        assert [step.total for step in chart.steps] == [150]

    def test_leads_from_each_clock_to_its_own_computation(self, served, deputy, browser_of):
        text = browser_of(deputy).get(served.get_absolute_url()).content.decode()

        for name in ("review.hearing", "review.decision"):
            assert text.count(reverse("workdays:deadline", args=[name, served.public_id])) == 1

    def test_lists_its_letters_with_their_service(self, served, deputy, browser_of):
        rows = browser_of(deputy).get(served.get_absolute_url()).context["letters"]

        assert [(row["title"], bool(row["proof"])) for row in rows] == [("ابلاغ بازبینی فسخ", True)]

    def test_keeps_the_letter_from_the_office_until_it_is_served(
        self, review, operator, gas_manager, browser_of
    ):
        address = review.get_absolute_url()
        own, office = (
            browser_of(actor).get(address).context["letters"] for actor in (gas_manager, operator)
        )

        assert (len(own), office) == (1, [])
        assert own[0]["proof"] is None

    def test_lists_the_notice_that_the_decision_led_to(self, heard, gas_manager, browser_of):
        browser = browser_of(gas_manager)
        do(
            browser, "decide", heard, outcome="terminate", reasons=REASONS, has_read="on",
            knows_effect="on", confirmation=heard.office.code,
        )  # fmt: skip

        page = browser.get(heard.get_absolute_url())

        assert [str(row["title"]) for row in page.context["letters"]] == [
            "اخطار فسخ", "ابلاغ بازبینی فسخ",
        ]  # fmt: skip
        assert "مرحلهٔ بعد" in page.content.decode()

    def test_costs_the_same_for_few_and_many_cases(self, heard, deputy, browser_of):
        browser = browser_of(deputy)
        address = heard.get_absolute_url()
        few = cost(browser.get, address)

        for _time in range(5):
            actions.recommend(
                review_id=heard.pk, text="نظر کارشناس استان", actor=deputy, on=DAY, at=moment(DAY)
            )

        assert cost(browser.get, address) == few


class TestForms:
    def test_record_service(self, review, gas_clerk, operator, association, browser_of):
        answer = do(
            browser_of(gas_clerk), "serve", review, served_on=iso_jalali(DAY), proof="رسید ۱۲",
            scan=scan(),
        )  # fmt: skip

        assert answer.headers["Location"] == review.get_absolute_url()
        assert fresh(review).served_on == DAY
        dispatch = Dispatch.objects.get(letter__subject_id=review.public_id)
        address = reverse("notices:receipt-scan", args=[dispatch.letter.public_id])
        for who in (gas_clerk, operator):
            client = browser_of(who)
            assert address in client.get(review.get_absolute_url()).text
            assert client.get(address).content == bytes(dispatch.scan)
        assert address not in browser_of(association).get(review.get_absolute_url()).text

    def test_names_all_that_is_wrong_with_a_receipt_at_once(self, review, gas_clerk, browser_of):
        answer = do(browser_of(gas_clerk), "serve", review, served_on="1390/01/01")

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) >= {"served_on", "proof", "scan"}

    @pytest.mark.parametrize(
        ("data", "at"),
        [
            ({}, "scan"),
            ({"served_on": "1405-13-40", "proof": "رسید", "scan": PICTURE}, "served_on"),
            ({"served_on": "1405-09-03", "scan": PICTURE}, "proof"),
            ({"served_on": "1405-09-03", "proof": "رسید ۱۲"}, "scan"),
            (
                {"served_on": "1405-09-03", "proof": "رسید ۱۲", "scan": scan("ر.png", b"MZ")},
                "scan",
            ),
        ],
    )
    def test_keep_bad_service_on_the_form(self, review, gas_clerk, browser_of, data, at):
        if data.get("scan") is PICTURE:
            data = data | {"scan": scan()}

        answer = do(browser_of(gas_clerk), "serve", review, **data)

        assert answer.status_code == 422
        assert answer.context["form"].errors[at]
        assert fresh(review).served_on is None

    def test_acknowledge(self, review, operator, browser_of):
        do(browser_of(operator), "acknowledge", review, received="on")

        assert fresh(review).served_on == DAY

    def test_answer(self, served, operator, browser_of):
        do(browser_of(operator), "answer", served, text=TEXT)

        assert (fresh(served).state, fresh(served).statement) == (ReviewState.OPEN, TEXT)

    def test_read_an_answer_once_more_before_it_is_sent(self, served, operator, browser_of):
        client, address = browser_of(operator), reverse("oversight:answer", args=[served.number])

        def ask(sent: dict[str, Any]) -> Any:
            return client.post(address, sent)

        begun = client.get(address).text
        short = ask({"review": "1", "text": "نه", "attachments": [scan()]})
        kept = [str(file.public_id) for file in short.context["files"]]
        draft = {"text": TEXT, "evidence": kept}
        review = ask(draft | {"review": "1"})
        again = ask(draft | {"again": "1"})
        nothing_yet = fresh(served).statement
        done = ask(draft)

        assert 'name="review"' in begun
        assert (short.status_code, review.status_code, again.status_code) == (422, 200, 200)
        assert TEXT in review.text
        assert f'name="evidence" value="{kept[0]}"' in review.text
        assert 'name="again"' in review.text
        for day in (served.hearing_due_on, served.decision_due_on):
            assert day_near(day, today()) in review.text
        assert again.context["form"]["text"].value() == TEXT
        assert (nothing_yet, done.status_code) == ("", 302)
        assert fresh(served).statement == TEXT

    @pytest.mark.parametrize("who", ["operator", "gas_manager", "deputy"])
    def test_say_wherever_the_review_stands_that_it_was_answered(
        self, served, operator, browser_of, request, who
    ):
        reader = request.getfixturevalue(who)

        def marks() -> set[str]:
            listed = browser_of(reader).get(reverse("oversight:reviews")).context["rows"]
            seen = TerminationReview.objects.visible_to(reader)
            head = browser_of(reader).get(served.get_absolute_url()).context["marks"]
            (row,) = [row for row in listed if row["number"] == served.number]
            (part,) = review_rows(seen, today())
            return {str(one["text"]) for one in (row["mark"], part["mark"], *head)}

        before = marks()
        do(browser_of(operator), "answer", served, text=TEXT)

        assert before == {"در انتظار پاسخ دفتر"}
        assert marks() == {"پاسخ رسیده، مهلت پاسخ باز است"}

    def test_keep_a_short_answer_on_the_form(self, served, operator, browser_of):
        answer = do(browser_of(operator), "answer", served, text="نه")

        assert answer.status_code == 422
        assert "نه" in answer.content.decode()
        assert fresh(served).state == ReviewState.OPEN

    def test_say_why_a_second_answer_is_refused(self, heard, operator, browser_of):
        assert do(browser_of(operator), "answer", heard, text=TEXT).status_code == 422

    @pytest.mark.usefixtures("right_code")
    def test_waive(self, served, operator, browser_of):
        shown = browser_of(operator).get(reverse("oversight:waive", args=[served.number]))

        assert "آنچه از دست می‌دهید" in shown.text
        do(browser_of(operator), "waive", served, agreed="on", one_time_code="123456")

        assert served.number in shown.content.decode()
        assert fresh(served).heard_on == DAY

    def test_do_not_waive_without_agreement(self, served, operator, browser_of):
        assert do(browser_of(operator), "waive", served).status_code == 422
        assert fresh(served).heard_on is None

    def test_recommend(self, review, expert, browser_of):
        do(browser_of(expert), "recommend", review, text="به نظر استان فسخ لازم نیست.")

        assert fresh(review).recommended_by_name == expert.name

    def test_remind_once_a_day(self, review, deputy, browser_of):
        client = browser_of(deputy)

        do(client, "remind", review)
        again = client.get(do(client, "remind", review).headers["Location"])

        assert fresh(review).reminded_on == DAY
        assert any(str(message.level_tag) == "error" for message in again.context["messages"])


class TestDecide:
    def decide(self, client: Any, review: TerminationReview, **data: Any) -> Any:
        values = {"outcome": "warn", "reasons": REASONS, "has_read": "on", "knows_effect": "on"}
        return do(client, "decide", review, **(values | data))

    @pytest.mark.parametrize(
        "data",
        [
            {"outcome": "warn"},
            {"outcome": "keep", "plan": "آموزش کارکنان", "plan_due_on": iso_jalali(later(20))},
            {"outcome": "suspend", "suspension_days": "15"},
        ],
    )
    def test_is_recorded(self, heard, gas_manager, browser_of, data):
        answer = self.decide(browser_of(gas_manager), heard, **data)

        assert answer.status_code == 302
        assert fresh(heard).outcome == data["outcome"]

    def test_names_the_last_day_of_a_suspension(self, heard, gas_manager, browser_of):
        client = browser_of(gas_manager)

        self.decide(client, heard, outcome="suspend", suspension_days="15")

        heard.contract.refresh_from_db()
        last = heard.contract.suspended_until
        page = client.get(heard.get_absolute_url())
        assert page.context["suspended_until"] == last
        assert f'تا پایان <time datetime="{last.isoformat()}"' in page.content.decode()

    def test_names_the_last_day_when_the_suspension_is_over_too(
        self, heard, gas_manager, browser_of
    ):
        client = browser_of(gas_manager)
        self.decide(client, heard, outcome="suspend", suspension_days="15")
        heard.contract.refresh_from_db()
        last = heard.contract.suspended_until

        resume_contract(
            contract_id=heard.contract_id, reason=REASONS, actor=gas_manager, on=DAY, at=moment(DAY)
        )

        assert client.get(heard.get_absolute_url()).context["suspended_until"] == last

    def test_gives_notice_when_the_office_code_confirms_it(self, heard, gas_manager, browser_of):
        client = browser_of(gas_manager)

        first = self.decide(client, heard, outcome="terminate", confirmation="1")
        second = self.decide(client, heard, outcome="terminate", confirmation=heard.office.code)
        assert first.context["decide_form"].errors["confirmation"] == ["این کد دفتر نیست."]

        assert (first.status_code, second.status_code) == (422, 302)
        heard.contract.refresh_from_db()
        assert heard.contract.state == "termination_notice"

    @pytest.mark.parametrize(
        "data",
        [
            {"outcome": ""},
            {"outcome": "fine"},
            {"reasons": "کوتاه"},
            {"has_read": ""},
            {"knows_effect": ""},
            {"outcome": "keep"},
            {"outcome": "suspend"},
            {"outcome": "suspend", "suspension_days": "61"},
        ],
    )
    def test_keeps_what_is_missing_on_the_form(self, heard, gas_manager, browser_of, data):
        answer = self.decide(browser_of(gas_manager), heard, **data)

        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert fresh(heard).state == ReviewState.HEARD

    def test_says_all_that_a_plan_lacks_at_once(self, heard, gas_manager, browser_of):
        answer = self.decide(browser_of(gas_manager), heard, outcome="keep", reasons="کوتاه")

        assert {"plan", "plan_due_on", "reasons"} == set(answer.context["form"].errors)

    def test_asks_for_a_code_when_the_factor_is_old(self, heard, gas_manager, browser_of):
        client = browser_of(gas_manager)
        session = client.session
        session["factor_at"] = 0
        session.save()

        answer = self.decide(client, heard)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "data-error-summary" not in page
        assert 'id="one-time-code"' in page
        assert 'class="crumbs"' in page
        assert fresh(heard).state == ReviewState.HEARD

    def test_says_a_wrong_code_at_its_field(self, heard, gas_manager, browser_of):
        client = browser_of(gas_manager)
        session = client.session
        session["factor_at"] = 0
        session.save()

        page = self.decide(client, heard, one_time_code="123456").content.decode()

        assert 'aria-describedby="one-time-code-note one-time-code_error"' in page
        assert 'href="#one-time-code"' in page

    def test_stands_refused_on_the_page_of_the_review(self, heard, gas_manager, browser_of):
        answer = self.decide(browser_of(gas_manager), heard, reasons="کوتاه")

        page = answer.content.decode()
        assert answer.status_code == 422
        assert answer.context["events"]
        assert answer.context["counted"] is not None
        assert "کوتاه</textarea>" in page
        assert page.count("data-decide>") == 1


READ_IT = "پاسخ دفتر را خوانده‌ام."
NOTHING_CAME = "می‌دانم که دفتر پاسخی ارسال نکرده است."


class TestWhatTheOfficeSent:
    """A declaration, and the page of an early end, say whether the office has answered."""

    def test_is_declared_read_only_where_there_is_one(
        self, served, operator, gas_manager, browser_of
    ):
        unheard = actions.waive_hearing(review_id=served.pk, actor=operator, on=DAY, at=moment(DAY))
        page = browser_of(gas_manager).get(unheard.get_absolute_url()).content.decode()

        assert READ_IT not in page
        assert NOTHING_CAME in page

    def test_is_declared_read_where_there_is_one(self, heard, gas_manager, browser_of):
        page = browser_of(gas_manager).get(heard.get_absolute_url()).content.decode()

        assert READ_IT in page
        assert NOTHING_CAME not in page

    @pytest.mark.parametrize(("which", "is_unsent"), [("served", True), ("answered", False)])
    def test_that_is_missing_is_named_before_the_window_is_ended(
        self, operator, browser_of, request, which, is_unsent
    ):
        review = request.getfixturevalue(which)
        page = browser_of(operator).get(reverse("oversight:waive", args=[review.number]))

        assert ("هنوز پاسخی ارسال نکرده‌اید." in page.content.decode()) is is_unsent


@pytest.mark.parametrize("who", ["operator", "gas_manager", "deputy"])
def test_a_decided_review_says_in_its_head_what_was_decided(
    heard, gas_manager, browser_of, request, who
):
    TestDecide().decide(browser_of(gas_manager), heard, outcome="warn")

    page = browser_of(request.getfixturevalue(who)).get(heard.get_absolute_url())

    marks = [mark["text"] for mark in page.context["marks"]]
    assert fresh(heard).get_outcome_display() in marks


def test_an_unread_notice_is_received_before_it_is_answered(review, operator, browser_of):
    """The grounds open with the receipt; the one act at hand on a phone is the receipt."""
    page = browser_of(operator).get(review.get_absolute_url()).content.decode()

    at_hand = page.split("actionbar-page")[1].split("</a>")[0]
    assert page.count("actionbar-page") == 1
    assert reverse("oversight:acknowledge", args=[review.number]) in at_hand
