"""What the office hears of a served decision, and of how its objection was decided."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from notices.actions.news import spread
from notices.facts.pages import lines_of
from notices.models import Message, Notification
from tests.factories import make_principal
from tests.violations.stories import REASONS, Walk, noon
from violations import actions
from violations.models import Case

SignIn = Callable[[Principal], Client]
pytestmark = pytest.mark.django_db
OVERRIDE = "به سبب خسارت سنگین شهروند"
RESULTS = {
    "upheld": ({}, ("تأیید",)),
    "reduced": ({"sanction": "suspension", "sanction_days": 10}, ("۲۰", "۱۰", "کاهش")),
    "annulled": ({}, ("نقض",)),
}  # fmt: skip


@pytest.fixture
def decided(walk: Callable[..., Walk], gas_manager: Principal) -> Walk:
    heard = walk().open().notify().defend()
    return heard.decide(
        gas_manager, sanction="suspension", sanction_days=20, override_reason=OVERRIDE
    )


def objected(story: Walk, judge: Principal, result: str) -> None:
    """Serve the decision, object, decide the objection and issue its result."""
    story.notify("decision").appeal()
    actions.decide_appeal(
        case_id=story.case.pk, result=result, reasons=REASONS, actor=judge,
        **(story.now | RESULTS[result][0]),
    )  # fmt: skip
    actions.issue_notice(
        case_id=story.case.pk, kind="appeal_result", channel="portal", actor=story.triager,
        **story.now,
    )  # fmt: skip


def heard_by(person: Principal, story: Walk) -> list[Any]:
    """Return what a person reads in the inbox after all news is out, the newest first."""
    for message in Message.objects.filter(carrier="news").order_by("pk"):
        spread(payload=message.payload, at=noon(story.day))
    rows = Notification.objects.filter(user_id=person.user_id).order_by("-pk")
    return lines_of(rows, story.day)


@pytest.mark.parametrize("result", RESULTS)
class TestResult:
    def test_stands_in_its_letter(self, decided: Walk, gas_appeal: Principal, result: str) -> None:
        objected(decided, gas_appeal, result)

        first_line = decided.case.notices.get(kind="appeal_result").text.split("\n")[0]
        assert all(word in first_line for word in RESULTS[result][1])

    def test_is_read_in_the_inbox_once_it_is_served(
        self, decided: Walk, gas_appeal: Principal, result: str
    ) -> None:
        colleague = make_principal(decided.operator.role, decided.case.office)
        objected(decided, gas_appeal, result)
        before = heard_by(colleague, decided)
        assert not any("نتیجهٔ اعتراض" in line.title for line in before)

        actions.acknowledge_notice(
            case_id=decided.case.pk, kind="appeal_result", actor=decided.operator, **decided.now
        )

        [line] = [line for line in heard_by(colleague, decided) if "نتیجهٔ اعتراض" in line.title]
        assert all(word in line.detail for word in RESULTS[result][1])
        assert not line.needs_action


def test_a_served_decision_is_named_with_the_last_day_and_forum_of_the_objection(
    decided: Walk, gas_appeal: Principal
) -> None:
    colleague = make_principal(decided.operator.role, decided.case.office)

    decided.notify("decision")

    newest = next(line for line in heard_by(colleague, decided) if line.due_on)
    assert newest.due_on == decided.case.appeal_due_on
    assert "تعلیق" in newest.detail
    assert decided.case.agency is not None
    assert decided.case.agency.name in newest.detail
    sent = Message.objects.filter(carrier="sms", user_id=colleague.user_id)
    assert not any("تعلیق" in str(message.payload) for message in sent)


def page(browser: Client, case: Case, name: str, *more: str) -> Any:
    return browser.get(reverse(f"violations:{name}", args=[case.number, *more]))


def test_only_a_notice_that_starts_a_window_says_so(
    decided: Walk, gas_appeal: Principal, browser_of: SignIn
) -> None:
    starts = "مهلت از روزی آغاز می‌شود"
    with time_machine.travel(noon(decided.day), tick=False):
        actions.issue_notice(
            case_id=decided.case.pk, kind="decision", channel="letter", actor=decided.triager,
            **decided.now,
        )  # fmt: skip
        assert starts in page(browser_of(decided.triager), decided.case, "service", "decision").text


def test_the_result_of_an_objection_starts_no_window(
    decided: Walk, gas_appeal: Principal, browser_of: SignIn
) -> None:
    objected(decided, gas_appeal, "upheld")
    with time_machine.travel(noon(decided.day), tick=False):
        office, agency = browser_of(decided.operator), browser_of(decided.triager)
        shown = [
            page(office, decided.case, "file").text,
            page(office, decided.case, "acknowledge", "appeal_result").text,
            page(agency, decided.case, "service", "appeal_result").text,
        ]
        address = reverse("violations:acknowledge", args=[decided.case.number, "appeal_result"])
        shown.append(office.post(address, {"received": "on"}, follow=True).text)

    assert decided.case.result_served_on == decided.day
    for text in shown:
        assert "مهلت شما آغاز" not in text
        assert "مهلت از روزی آغاز" not in text
