"""The page of a case: what holds by now, which papers lie in it, until when something runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.clock import today
from core.jalali import long, short
from core.persian import bare, latin_digits, persian_digits
from core.svg.ribbon import draw, words
from dashboard.facts.work import work_of
from notices.models import Letter
from tests.factories import TODAY, make_principal
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, noon
from tests.violations.test_contested_objection import contest, enter
from tests.violations.test_judgments import HEAVY, judge
from violations import actions
from violations.facts.receipts import receipt_of
from violations.models import Evidence
from violations.views.clocks import clocks_with_ribbons
from violations.views.listed import CaseList
from workdays.facts import calendar_for, ribbon
from workdays.models import KeptDeadline
from workdays.rules import Unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Principal], Client]
DAY = timedelta(days=1)


@pytest.fixture
def heard(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return a case in which the office was heard."""
    report = file_report(contract, gas_clerk, on=LONG_AGO)
    return Walk(report, gas_manager, operator).open().notify().defend()


@pytest.fixture
def suspending(heard: Walk, gas_manager: Principal) -> Walk:
    """Return a final case with a suspension of 30 days."""
    return heard.decide(gas_manager, **HEAVY).notify("decision").waive("appeal")


@pytest.fixture
def twice(heard: Walk, gas: Agency, gas_manager: Principal, gas_appeal: Principal) -> Walk:
    """Return a case that was decided, sent back, and decided anew by somebody else."""
    heard.decide(gas_manager).notify("decision").waive("appeal")
    judge(heard, gas_appeal, "sent_back")
    other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")
    heard.day += DAY
    return heard.decide(other).notify("decision")


@pytest.fixture
def page_of(browser_of: SignIn) -> Callable[..., Any]:
    """Return the page of a case on the day of its story, as somebody reads it."""

    def read(story: Walk, actor: Principal, name: str = "file", *more: Any) -> Any:
        with time_machine.travel(noon(story.day), tick=False):
            address = reverse(f"violations:{name}", args=[story.case.number, *more])
            return browser_of(actor).get(address)

    return read


class TestLetters:
    """Finding: each letter of a case has its own page."""

    def test_of_two_rounds_open_each_at_its_own_address(
        self, twice: Walk, operator: Principal, gas_clerk: Principal, page_of: Any
    ) -> None:
        letters = list(twice.case.notices.filter(kind="decision").order_by("pk"))
        assert len(letters) == 2
        for actor in (operator, gas_clerk):
            page = page_of(twice, actor)
            for letter in letters:
                address = reverse("violations:letter", args=[twice.case, letter.public_id])
                assert address in page.text
                shown = page_of(twice, actor, "letter", letter.public_id)
                assert shown.context["notice"] == letter

    def test_of_a_new_decision_name_the_judgment_and_the_former_decision(self, twice: Walk) -> None:
        judgment = twice.case.decisions.get(forum="judgment")
        former = twice.case.decisions.earliest("pk")
        first, second = twice.case.notices.filter(kind="decision").order_by("pk")
        printed = Letter.objects.filter(number=second.letter_no).get()

        for text in (second.text, printed.body):
            assert persian_digits(judgment.document_no) in text
            assert persian_digits(short(former.decided_on)) in text
        assert persian_digits(judgment.document_no) not in first.text

    def test_of_another_case_are_not_there(
        self, twice: Walk, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal, page_of: Any,
    ) -> None:  # fmt: skip
        other = Walk(file_report(contract, gas_clerk), gas_manager, operator).open().notify()
        letter = other.case.notices.get()

        assert page_of(twice, gas_clerk, "letter", letter.public_id).status_code == 404


class TestDecisions:
    def test_that_a_judgment_set_aside_say_so(
        self, twice: Walk, gas_clerk: Principal, page_of: Any
    ) -> None:
        first, judgment, second = page_of(twice, gas_clerk).context["decisions"]

        assert "نخست" in first["title"]
        assert "دوم" in second["title"]
        assert persian_digits(judgment["decision"].document_no) in first["mark"]["text"]
        assert first["mark"]["text"] != second["mark"]["text"]

    def test_stay_as_they_were_where_a_judgment_reduces(
        self, suspending: Walk, gas_appeal: Principal, gas_clerk: Principal, page_of: Any
    ) -> None:
        judge(suspending, gas_appeal, "reduced", sanction="written_warning")

        first, judgment = page_of(suspending, gas_clerk).context["decisions"]

        assert first["was"] == ""
        assert "۳۰" in judgment["reduced"]
        assert "اخطار" in judgment["reduced"]

    @pytest.mark.parametrize("result", ["annulled", "sent_back"])
    def test_of_a_judgment_head_what_followed_by_its_result(
        self, suspending: Walk, gas_appeal: Principal, gas_clerk: Principal, page_of: Any,
        result: str,
    ) -> None:  # fmt: skip
        judge(suspending, gas_appeal, result)

        title = page_of(suspending, gas_clerk).context["annulment"]["title"]

        assert ("بازگشت" in title) is (result == "sent_back")

    @pytest.mark.parametrize(
        "who", ["operator", "gas_manager", "gas_clerk", "deputy", "gas_appeal"]
    )
    def test_of_a_judgment_lead_to_its_scan(
        self, suspending: Walk, gas_appeal: Principal, page_of: Any, who: str, request: Any
    ) -> None:
        judge(suspending, gas_appeal, "reduced", sanction="written_warning")
        scan = Evidence.objects.get(kind="judgment")
        reader = request.getfixturevalue(who)

        card = page_of(suspending, reader).context["decisions"][-1]

        assert Evidence.objects.visible_to(reader).filter(pk=scan.pk).exists()
        assert card["scan"]["page"] == reverse("violations:exhibit", args=[scan.public_id])

    def test_of_a_judgment_show_its_own_day_and_that_of_its_entry(
        self, suspending: Walk, gas_appeal: Principal, gas_clerk: Principal, page_of: Any,
        browser_of: SignIn,
    ) -> None:  # fmt: skip
        dated = suspending.day
        suspending.day += DAY  # no day that needs a second person
        judge(suspending, gas_appeal, "annulled", document_on=dated)

        page = page_of(suspending, gas_clerk)
        contract = suspending.case.contract
        assert contract is not None
        with time_machine.travel(noon(suspending.day), tick=False):
            other = browser_of(gas_clerk).get(contract.get_absolute_url())

        (now,) = [row for row in page.context["head"]["facts"] if row["label"] == "اکنون"]
        assert persian_digits(long(dated)) in persian_digits(now["text"])
        for text in (" ".join(each.text.split()) for each in (page, other)):
            assert persian_digits(short(dated)) in text
            assert f"تاریخ ثبت {persian_digits(short(suspending.day))}" in strip_tags(text)

    def test_of_a_judgment_are_nobodys_who_recorded_them(
        self, suspending: Walk, gas_appeal: Principal, gas_clerk: Principal, page_of: Any
    ) -> None:
        judge(suspending, gas_appeal, "annulled")

        text = " ".join(page_of(suspending, gas_clerk).text.split())
        assert f"ثبت‌کننده: {gas_appeal.name}" in text


class TestContract:
    def test_says_what_a_judgment_left_of_its_suspension(
        self, suspending: Walk, gas_manager: Principal, gas_appeal: Principal, browser_of: SignIn
    ) -> None:
        actions.execute_sanction(case_id=suspending.case.pk, actor=gas_manager, **suspending.now)
        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=10)
        contract = suspending.case.contract
        assert contract is not None

        with time_machine.travel(noon(suspending.day), tick=False):
            page = browser_of(gas_manager).get(
                reverse("contracts:contract", args=[contract.number])
            )

        part = page.text.split('id="judgments"')[1].split("</section>")[0]
        assert suspending.case.number in latin_digits(part)
        assert ("۳۰" in part, "۱۰" in part) == (True, True)


class TestNow:
    def test_says_what_holds_after_more_than_one_decision(
        self, suspending: Walk, gas_appeal: Principal, operator: Principal, page_of: Any
    ) -> None:
        assert page_of(suspending, operator).context["in_force"] is None
        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=10)

        head = page_of(suspending, operator).context["head"]["facts"]

        assert "۱۰" in head[-1]["text"]

    def test_tells_no_office_what_was_not_served(
        self, heard: Walk, gas: Agency, gas_manager: Principal, gas_appeal: Principal,
        operator: Principal, page_of: Any,
    ) -> None:  # fmt: skip
        heard.decide(gas_manager).notify("decision").waive("appeal")
        judge(heard, gas_appeal, "sent_back")
        heard.day += DAY
        heard.decide(make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر"))

        assert page_of(heard, operator).context["in_force"] is None

    def test_says_to_the_office_that_its_case_is_decided_anew(
        self, suspending: Walk, gas_appeal: Principal, operator: Principal, page_of: Any
    ) -> None:
        judge(suspending, gas_appeal, "sent_back")

        page = page_of(suspending, operator)

        assert page.context["decided_anew"]
        assert "تصمیم پیشین اعتبار ندارد" in page.text
        assert "مهلتی برای شما در جریان نیست" not in page.text


class TestEnding:
    """What a final case asks for is the same on its page, on the desk and over REST."""

    def asked(self, story: Walk, manager: Principal, page_of: Any, api_of: Any) -> list[Any]:
        main = page_of(story, manager).context["offers"].main
        with time_machine.travel(noon(story.day), tick=False):
            moves = api_of(manager).get(f"/api/v1/cases/{story.case.public_id}/transitions").json()
        allowed = {move["name"] for move in moves if move["is_allowed"]}
        ends = allowed & {"execution", "closing"}
        return [main and main.name, ends, [each.kind for each in work_of(manager, story.day)]]

    @pytest.mark.parametrize("sanction", ["reminder", "written_warning"])
    def test_is_closing_where_nothing_is_carried_out(
        self, heard: Walk, gas_manager: Principal, page_of: Any, api_of: Any, sanction: str
    ) -> None:
        heard.decide(gas_manager, sanction=sanction, override_reason=REASONS)
        heard.notify("decision").waive("appeal")

        assert self.asked(heard, gas_manager, page_of, api_of) == ["close", {"closing"}, ["close"]]

    def test_is_closing_where_a_court_left_a_warning(
        self, suspending: Walk, gas_manager: Principal, gas_appeal: Principal, page_of: Any,
        api_of: Any,
    ) -> None:  # fmt: skip
        before = self.asked(suspending, gas_manager, page_of, api_of)
        assert before == ["execute", {"execution"}, ["execute"]]
        judge(suspending, gas_appeal, "reduced", sanction="written_warning")

        after = self.asked(suspending, gas_manager, page_of, api_of)

        assert after == ["close", {"closing"}, ["close"]]


class TestObjections:
    def test_that_are_contested_stay_with_their_paper(
        self, heard: Walk, gas: Agency, gas_manager: Principal, gas_clerk: Principal,
        operator: Principal, page_of: Any,
    ) -> None:  # fmt: skip
        heard.decide(gas_manager).notify("decision")
        enter(heard, make_principal(Role.AGENCY_CLERK, gas, name="ثبت‌کننده"))
        contest(heard)
        paper = Evidence.objects.get(kind="appeal")

        for reader in (operator, gas_clerk):
            page = page_of(heard, reader)
            assert reverse("violations:exhibit", args=[paper.public_id]) in page.text

        heard.appeal()
        page = page_of(heard, operator)
        assert page.context["appeal_exhibits"] == []
        assert [each["files"][0]["public_id"] for each in page.context["earlier_appeals"]] == [
            paper.public_id
        ]

    def test_of_a_former_round_stay_readable(
        self, heard: Walk, gas_manager: Principal, gas_appeal: Principal, gas: Agency,
        operator: Principal, page_of: Any,
    ) -> None:  # fmt: skip
        heard.decide(gas_manager).notify("decision").appeal()
        actions.decide_appeal(
            case_id=heard.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **heard.now,
        )  # fmt: skip
        heard.notify("appeal_result")
        judge(heard, make_principal(Role.AGENCY_APPEAL, gas, name="مرجع دیگر"), "sent_back")

        page = page_of(heard, operator)

        assert [each["round"] for each in page.context["earlier_appeals"]] == ["نخست"]


class TestClocks:
    def ribbons(self, story: Walk) -> dict[str, Any]:
        with time_machine.travel(noon(story.day), tick=False):
            return {each.key: each for each in clocks_with_ribbons(story.case, today())}

    @pytest.mark.parametrize(
        ("result", "more", "key"),
        [("reduced", {"sanction": "written_warning"}, "closing"), ("sent_back", {}, "decision")],
    )
    def test_begin_where_their_receipts_say(
        self, suspending: Walk, gas_appeal: Principal, result: str, more: Any, key: str
    ) -> None:
        suspending.day += 3 * DAY
        judge(suspending, gas_appeal, result, **more)

        ribbon = self.ribbons(suspending)[key].ribbon
        kept = KeptDeadline.objects.get(clock=f"case.{key}", subject_id=suspending.case.public_id)

        assert kept.starts_on == suspending.day
        assert (ribbon.days[0][0], ribbon.days[-1][0]) == (kept.starts_on + DAY, kept.due_on)

    def test_that_have_not_begun_count_no_days(
        self, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal, page_of: Any,
    ) -> None:  # fmt: skip
        story = Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator)
        story.open().notify()
        due = story.case.defence_due_on

        assert self.ribbons(story)["decision"].ribbon.begins_after == due
        assert self.ribbons(story)["defence"].ribbon.begins_after is None
        assert "آغاز پس از" in page_of(story, gas_manager).text
        story.day = due
        assert self.ribbons(story)["decision"].ribbon.begins_after is None

    @pytest.mark.parametrize(
        ("clock", "unit"), [("service", Unit.WORKING_DAY), ("defence", Unit.DAY)]
    )
    def test_count_in_the_unit_of_their_rule_on_every_page(
        self, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal, clock: str, unit: Unit,
    ) -> None:  # fmt: skip
        story = Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator).open()
        who = gas_manager
        if clock == "defence":
            story.notify()
            who = operator
        kept = KeptDeadline.objects.get(clock=f"case.{clock}", subject_id=story.case.public_id)
        row = CaseList(actor=who, query=QueryDict(), on=story.day).rows_of([story.case.pk])[0]

        (task,) = [each for each in work_of(who, story.day) if each.due_on == kept.due_on]

        assert row["ribbon"]
        assert task.ribbon
        drawn = [self.ribbons(story)[clock].ribbon, row["ribbon"], task.ribbon]
        assert {each.unit for each in drawn} == {unit} == {Unit(kept.unit)}
        assert len({words(each, story.day) for each in drawn}) == 1

    @pytest.mark.parametrize("size", ["sm", "md", "lg"])
    def test_that_stand_still_draw_no_day_as_left(self, heard: Walk, size: str) -> None:
        start, due = TODAY, TODAY + 20 * DAY
        calendar = calendar_for(heard.case.county.public_id, start, due + 60 * DAY)
        runs = ribbon(start, due, TODAY + DAY, calendar)
        still = runs.stopped(TODAY + 9 * DAY)

        assert 'class="d-remaining"' in draw(runs, size)
        assert 'class="d-remaining"' not in draw(still, size)
        days = [TODAY + number * DAY for number in range(10, 21)]
        assert still.left_after == sum(map(calendar.is_working, days))

    def test_of_an_objection_end_on_their_own_day(
        self, heard: Walk, gas_manager: Principal, operator: Principal, page_of: Any
    ) -> None:
        heard.decide(gas_manager).notify("decision").appeal()
        due = heard.case.appeal_due_on
        assert due is not None

        ribbon = self.ribbons(heard)["appeal"].ribbon

        assert (ribbon.marked, ribbon.due_on, ribbon.days[-1][0]) == (None, due, due)
        assert "اعتراض در" in page_of(heard, operator).text
        heard.day = due + 9 * DAY
        ribbon = self.ribbons(heard)["appeal"].ribbon
        assert (ribbon.late, ribbon.marked) == (0, due)

    def test_of_an_objection_that_was_waived_end_with_the_waiver(self, suspending: Walk) -> None:
        assert self.ribbons(suspending)["appeal"].ribbon.marked == suspending.day


class TestReceipts:
    def test_the_office_gets_a_number_for_what_it_filed_and_finds_it_again(
        self, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal, browser_of: SignIn, api_of: SignIn,
    ) -> None:  # fmt: skip
        story = Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator)
        story.open().notify()
        number = story.case.number

        with time_machine.travel(noon(story.day), tick=False):
            client = browser_of(operator)
            sent = client.post(
                f"/violations/{number}/defence",
                {"stance": "denies", "text": "این رویداد رخ نداده و سند آن پیوست است."},
            )
            page = client.get(f"/violations/{number}")
            file = api_of(operator).get(f"/api/v1/cases/{story.case.public_id}/file").json()

        assert sent.status_code == 302
        filed = story.case.defences.get()
        # The message says it, and the answer.
        assert strip_tags(page.content.decode()).count(bare(receipt_of(filed, number))) == 2
        assert [row["receipt_no"] for row in file["defences"]] == [f"{number}/D{filed.pk}"]
