"""The morning of a working day as it leaves the house: what is written, when it goes, to whom."""

import json
import re
from datetime import date, datetime, time

import pytest
import time_machine

from core.clock import TEHRAN
from dashboard.tasks import tell_mornings
from notices import actions
from notices.actions.inbox import Wishes
from notices.models import Message
from tests.factories import NOW, TODAY
from tests.violations.stories import STORY

DAY, FRIDAY = date(2026, 11, 28), date(2026, 11, 27)  # the first day of a week, and the day before


def at(hour, minute=0, on=DAY):
    return datetime.combine(on, time(hour, minute), TEHRAN)


@pytest.fixture
def manager(walk, gas_manager, relay):
    """Return a manager with a mobile, a report that is to be examined, and the news of it told."""
    actions.set_reach(
        wishes=Wishes(
            choices={"deadline": ["sms"], "digest": ["email"]},
            quiet_from=time(21),
            quiet_to=time(7),
            mobile="09121234567",
            email="modir@example.ir",
        ),
        actor=gas_manager,
        at=NOW,
    )
    walk()
    with time_machine.travel(at(13, on=TODAY)):
        while relay():
            pass
    return gas_manager


@pytest.fixture
def leave(relay, settings, tmp_path):
    """Return a function that tells a morning and returns the texts that left until then."""
    settings.SMS_FILE = tmp_path / "sms.log"

    def run(on, moment):
        with time_machine.travel(moment):
            tell_mornings(as_of=on.isoformat())
            while relay():
                pass
        found = settings.SMS_FILE.read_text().splitlines() if settings.SMS_FILE.exists() else []
        return [json.loads(line)["text"] for line in found]

    return run


class TestTellMornings:
    def test_says_who_writes_which_record_until_when_and_where(self, manager, leave, mailoutbox):
        (text,) = leave(DAY, at(7, 30))

        name, about, address = text.split("\n")
        assert name == "سامانهٔ پیشخوان"
        assert re.fullmatch(
            "بررسی گزارش رسیده؛ شمارهٔ \u2066[۰-۹]{4}-[۰-۹]{5}\u2069؛ مهلت تا [۰-۹]+ آذر", about
        )
        assert address.startswith("http")
        (mail,) = mailoutbox
        assert (
            mail.subject == "سامانهٔ پیشخوان: ۲ اعلان خوانده‌نشده دارید؛ ۲ مورد نیازمند اقدام شماست"
        )
        assert "لطفاً به آن پاسخ ندهید" in mail.body
        for said in (text, mail.body):
            assert STORY not in said
            assert manager.name not in said
            assert not re.search("[0-9]", said.split("http")[0])

    def test_says_it_once(self, manager, leave, mailoutbox):
        leave(DAY, at(7, 30))

        assert len(leave(DAY, at(8))) == 1
        assert len(mailoutbox) == 1

    def test_is_silent_on_a_day_off(self, manager, leave, mailoutbox):
        assert leave(FRIDAY, at(7, 30, on=FRIDAY)) == []
        assert not mailoutbox

    def test_holds_back_until_the_quiet_hours_end(self, manager, leave, mailoutbox):
        assert leave(DAY, at(6)) == []
        assert not mailoutbox
        waiting = Message.objects.filter(carrier__in=["sms", "email"])
        assert {row.next_at for row in waiting} == {at(7)}

        assert len(leave(DAY, at(7, 1))) == 1
        assert len(mailoutbox) == 1
