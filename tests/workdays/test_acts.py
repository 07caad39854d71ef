"""The tables of acts of days, files and deadlines, compared with the actions and the pages."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from core.acts import is_open
from core.errors import NotPermitted
from tests.act_walks import faults_of_actions, faults_of_pages, faults_of_table, open_names
from tests.factories import NOW, TODAY
from tests.violations.conftest import *  # noqa: F403 # the stories of cases
from workdays import actions, acts
from workdays.actions import load_calendar
from workdays.facts.files import COLUMNS
from workdays.facts.moving import room_to_extend
from workdays.models import CalendarDay, DayImport, KeptDeadline

ROLES = (
    "secretariat", "deputy", "gas_manager", "gas_clerk", "power_manager", "operator",
    "platform_admin", "auditor",
)  # fmt: skip
REASON = "به سبب قطع سراسری سامانه در این روزها"
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}
OF_DAYS = {
    acts.CONFIRM: lambda day, actor: actions.confirm_day(
        day_id=day.public_id, falls_on=day.date, source="اطلاعیه", actor=actor, **WHEN
    ),
}
OF_DAYS[acts.WITHDRAW] = lambda day, actor: actions.withdraw_day(
    day_id=day.public_id, reason=REASON, actor=actor, **WHEN
)
OF_FILES = {
    acts.CONFIRM_FILE: lambda brought, actor: actions.confirm_days(
        import_id=brought.public_id, actor=actor, **WHEN
    ),
}
OF_DEADLINES = {
    acts.EXTEND: lambda kept, actor: actions.extend_deadline(
        deadline_id=kept.public_id, days=1, reason=REASON, actor=actor, **WHEN
    ),
    acts.SUSPEND: lambda kept, actor: actions.suspend_deadline(
        deadline_id=kept.public_id, reason=REASON, actor=actor, **WHEN
    ),
    acts.RESUME: lambda kept, actor: actions.resume_deadline(
        deadline_id=kept.public_id, reason=REASON, actor=actor, **WHEN
    ),
}
CREATES = {acts.ENTER, acts.BRING_FILE}
TABLES = (acts.DAYS, acts.FILES, acts.DEADLINES)
HEADER = ",".join(COLUMNS) + "\n"


@pytest.fixture
def at_noon() -> Any:
    """Let the doors read the clock of the tests' day."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def deadlines(request: Any, at_noon: None, deputy: Principal, gas_manager: Principal) -> None:
    """Make deadlines that run, have ended, stand still, and are extended to their cap."""
    load_calendar()
    begin = request.getfixturevalue("walk")
    begin().open()
    begin().open().notify().defend()
    for act in (acts.SUSPEND, acts.EXTEND):
        case = begin().open().notify().case
        kept = KeptDeadline.objects.get(clock="case.defence", subject_id=case.public_id)
        if act is acts.SUSPEND:
            OF_DEADLINES[act](kept, gas_manager)
        else:
            days = room_to_extend(kept, TODAY)
            actions.extend_deadline(
                deadline_id=kept.public_id, days=days, reason=REASON, actor=gas_manager, **WHEN
            )


@pytest.fixture
def days(at_noon: None, secretariat: Principal) -> None:
    """Make days that are drafts and confirmed, and files: right, with errors and confirmed."""
    load_calendar()
    for name, row in (
        ("good", "1405-10-10,closed,آلودگی هوا,,,,,no,,نامهٔ ۱۲"),
        ("bad", "x,holiday,عید,,,,,no,,"),
        ("done", "1405-10-11,closed,آلودگی هوا,,,,,no,,نامهٔ ۱۳"),
    ):
        brought = actions.bring_days(
            data=(HEADER + row).encode(), file_name=f"{name}.csv", actor=secretariat, **WHEN
        )
        if name == "done":
            actions.confirm_days(import_id=brought.public_id, actor=secretariat, **WHEN)


@pytest.mark.parametrize("table", TABLES)
def test_record_known_events(table: Any) -> None:
    assert list(faults_of_table(table)) == []


def test_are_walked_whole() -> None:
    walked = {*OF_DAYS, *OF_FILES, *OF_DEADLINES, *CREATES}

    assert {act for table in TABLES for act in table} == walked


@pytest.mark.parametrize("role", ROLES)
def test_of_deadlines_do_what_is_open_and_refuse_the_rest(
    request: Any, browser_of: Any, deadlines: None, role: str
) -> None:
    actor = request.getfixturevalue(role)
    client, faults, opened = browser_of(actor), list[str](), set[str]()

    for kept in KeptDeadline.objects.visible_to(actor).order_by("pk"):
        faults += faults_of_actions(OF_DEADLINES, kept, actor, TODAY)
        base = f"/deadlines/{kept.clock}/{kept.subject_id}"
        page = client.get(base)
        if page.status_code == 200:
            pages = {act: f"{base}/{act.name}" for act in OF_DEADLINES}
            faults += faults_of_pages(client, pages, kept, actor, TODAY)
            offered = {offer.name for offer in page.context["offers"]}
            assert offered == open_names(OF_DEADLINES, kept, actor, TODAY)
            opened |= offered

    assert faults == []
    assert opened == ({"extend", "suspend", "resume"} if role == "gas_manager" else opened)


@pytest.mark.parametrize("role", ROLES)
def test_of_days_and_files_do_what_is_open_and_refuse_the_rest(
    request: Any, browser_of: Any, days: None, role: str
) -> None:
    actor = request.getfixturevalue(role)
    client, faults = browser_of(actor), list[str]()

    for day in CalendarDay.objects.order_by("-draft", "pk")[:6]:
        faults += faults_of_actions(OF_DAYS, day, actor, TODAY)
        pages = {acts.CONFIRM: f"/calendar/days/{day.public_id}/confirm"}
        faults += faults_of_pages(client, pages, day, actor, TODAY)
    for brought in DayImport.objects.visible_to(actor):
        faults += faults_of_actions(OF_FILES, brought, actor, TODAY)
        page = client.get(f"/calendar/imports/{brought.public_id}")
        # The page of a file shows it in any state, with its button where the act is open.
        is_offered = 'method="post"' in page.text.split("<main")[-1].split("</main")[0]
        assert is_offered is is_open(acts.CONFIRM_FILE, brought, actor, TODAY)

    assert faults == []


def test_of_a_year_offer_the_drafts(browser_of: Any, days: None, secretariat: Principal) -> None:
    text = browser_of(secretariat).get("/calendar/1405").text

    for day in CalendarDay.objects.filter(date__range=(date(2026, 3, 21), date(2027, 3, 20))):
        address = f'href="/calendar/days/{day.public_id}/confirm"'
        assert (address in text) is is_open(acts.CONFIRM, day, secretariat, TODAY)


def test_of_another_s_deadline_lock_nothing(request: Any, deadlines: None) -> None:
    others = [
        (actor, kept)
        for actor in map(request.getfixturevalue, ROLES)
        for kept in KeptDeadline.objects.visible_to(actor)
        if acts.EXTEND.is_for(actor) and not acts.EXTEND.is_of(actor, kept, TODAY)
    ]

    for actor, kept in others:
        with CaptureQueriesContext(connection) as asked, pytest.raises(NotPermitted):
            actions.extend_deadline(
                deadline_id=kept.public_id, days=1, reason=REASON, actor=actor, **WHEN
            )
        assert not [row for row in asked if "FOR UPDATE" in row["sql"]]

    assert others
