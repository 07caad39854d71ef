"""What an office reads first on the page of its case: what it may do, and until when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.principal import Principal
from core.errors import IllegalMove
from core.jalali import long, short
from core.persian import persian_digits
from dashboard.facts.work import work_of
from tests.violations.stories import REASONS, Walk, noon
from tests.violations.test_paper import charged, contest, enter, reporter
from violations import actions

__all__ = ["charged", "reporter"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def part_of(browser_of: Any) -> Callable[[Walk], str]:
    """Return the text of the office's part, which stands before the head of the page."""

    def read(story: Walk) -> str:
        with time_machine.travel(noon(story.day), tick=False):
            page = browser_of(story.operator).get(reverse("violations:file", args=[story.case]))
        text: str = page.text
        before, _head, _rest = text.partition('<header class="letterhead sheet">')
        return before

    return read


def desk_of(story: Walk) -> dict[str, Any]:
    """Return the last day of each kind of work on the office's desk."""
    return {task.kind: task.due_on for task in work_of(story.operator, story.day)}


def test_open_window_asks_for_the_defence_whatever_was_contested(
    charged: Walk, gas_clerk: Principal, part_of: Any
) -> None:
    contest(charged, enter(charged, gas_clerk))
    due = charged.case.defence_due_on

    shown = part_of(charged)

    assert reverse("violations:defence", args=[charged.case]) in shown
    assert due is not None
    assert persian_digits(long(due)) in shown
    assert "مهلت دفاع گذشته است" not in shown
    assert desk_of(charged)["defend"] == due


def test_late_answer_is_called_late_after_the_window_alone(
    charged: Walk, gas_clerk: Principal, part_of: Any
) -> None:
    paper = enter(charged, gas_clerk)
    charged.wait(40)
    contest(charged, paper)

    assert "defend" not in desk_of(charged)
    assert reverse("violations:defence", args=[charged.case]) not in part_of(charged)


def test_answered_window_can_be_completed_until_its_last_day(charged: Walk, part_of: Any) -> None:
    charged.answer()
    due = charged.case.defence_due_on

    shown = part_of(charged)

    assert reverse("violations:defence", args=[charged.case]) in shown
    assert due is not None
    assert persian_digits(long(due)) in shown
    assert desk_of(charged)["complete-defence"] == due
    assert "defend" not in desk_of(charged)


def test_objection_says_until_when_it_is_decided(
    charged: Walk, gas_manager: Principal, part_of: Any
) -> None:
    charged.defend().decide(gas_manager).notify("decision").appeal()
    due = charged.case.appeal_decision_due_on

    assert due is not None
    assert persian_digits(long(due)) in part_of(charged)


def test_acquittal_comes_first_and_asks_for_nothing(
    charged: Walk, gas_manager: Principal, part_of: Any
) -> None:
    charged.defend().decide(gas_manager, outcome="not_proven", sanction="none").notify("decision")

    shown = part_of(charged)

    assert "تصمیم به سود شماست" in shown
    assert "مهلت اعتراض" not in shown
    assert reverse("violations:appeal", args=[charged.case]) not in shown
    assert "decided" not in desk_of(charged)
    with pytest.raises(IllegalMove, match="به سود دفتر"):
        charged.appeal()


def test_paper_in_the_offices_name_is_contested_from_the_first_screen(
    charged: Walk, gas_clerk: Principal, part_of: Any
) -> None:
    enter(charged, gas_clerk)

    assert reverse("violations:contest-paper", args=[charged.case]) in part_of(charged)


def test_paper_says_whose_entry_it_is_and_hides_who_typed(
    charged: Walk, gas_clerk: Principal, gas_manager: Principal, browser_of: Any
) -> None:
    received = charged.day
    charged.day += DAY
    enter(charged, gas_clerk, received_on=received)

    def read(actor: Principal) -> str:
        with time_machine.travel(noon(charged.day), tick=False):
            page = browser_of(actor).get(reverse("violations:file", args=[charged.case]))
        _before, _head, text = page.text.partition('id="course"' if actor.office_ids else "<main")
        return " ".join(strip_tags(text.split('id="acts"')[0]).split())

    for reader in (charged.operator, gas_manager):
        shown = read(reader)
        for day in (received, charged.day):
            assert persian_digits(short(day)) in shown
        assert "به نام دفتر" in shown
    assert gas_clerk.name not in read(charged.operator)
    assert gas_clerk.name in read(gas_manager)


def steps_of_page(page: Any) -> dict[str, str]:
    """Return the state of each step of the stepper by its label."""
    return {step["label"]: step["state"] for step in page.context["steps"]}


def test_decided_case_comes_to_the_objection_with_the_service_alone(
    charged: Walk, gas_manager: Principal, browser_of: Any
) -> None:
    charged.defend().decide(gas_manager)
    for is_served in (False, True):
        if is_served:
            charged.notify("decision")
        with time_machine.travel(noon(charged.day), tick=False):
            page = browser_of(gas_manager).get(reverse("violations:file", args=[charged.case]))
        assert (steps_of_page(page)["اعتراض"] == "now") is is_served


def test_decided_objection_is_not_called_final_before_its_service(
    charged: Walk, gas_manager: Principal, gas_appeal: Principal, browser_of: Any
) -> None:
    charged.defend().decide(gas_manager).notify("decision").appeal()
    actions.decide_appeal(
        case_id=charged.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal, **charged.now
    )

    for is_served in (False, True):
        if is_served:
            charged.notify("appeal_result")
        with time_machine.travel(noon(charged.day), tick=False):
            client = browser_of(charged.operator)
            file = client.get(reverse("violations:file", args=[charged.case]))
            desk = client.get("/", follow=True)
        marks = [mark["text"] for mark in file.context["head"]["marks"]]
        assert ("قطعی" in marks) is is_served
        assert (steps_of_page(file)["قطعیت"] in {"now", "done"}) is is_served
        (row,) = [row for item in desk.context["own"] for row in item.cases]
        assert (row["mark"]["text"] == "قطعی") is is_served
