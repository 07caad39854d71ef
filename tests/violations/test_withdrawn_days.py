"""A wrong day of the calendar is withdrawn: it stays on record and counts no more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.principal import Principal
from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid, NotPermitted
from tests.factories import TODAY
from tests.violations.stories import Walk, file_report, moment
from workdays.actions import add_closure, withdraw_day
from workdays.facts import calendar_for, deadline
from workdays.models import CalendarDay, DeadlineMove, KeptDeadline

pytestmark = pytest.mark.django_db
WHY = "روز اشتباه وارد شده بود و آن روز تعطیل نیست."
CLOSED = TODAY + timedelta(days=4)  # a Saturday


def close(actor: Principal, day: date = CLOSED, **values: Any) -> CalendarDay:
    words = {"title": "تعطیلی به سبب آلودگی هوا", "source": "استانداری"}
    return add_closure(day=day, actor=actor, **(moment(TODAY) | words | values))


def withdraw(entry: CalendarDay, actor: Principal, **values: Any) -> CalendarDay:
    defaults = {"day_id": entry.public_id, "reason": WHY, "actor": actor, **moment(TODAY)}
    return withdraw_day(**(defaults | values))


@pytest.fixture
def moving(contract: Any, gas_clerk: Any, gas_manager: Any, operator: Any) -> KeptDeadline:
    """Return the defence window of a case that is served today."""
    story = Walk(file_report(contract, gas_clerk), gas_manager, operator).open().notify()
    return KeptDeadline.objects.get(clock="case.defence", subject_id=story.case.public_id)


class TestWithdrawDay:
    def test_counts_no_more_and_may_be_entered_again(self, secretariat: Principal) -> None:
        entry = close(secretariat)
        assert calendar_for(None, CLOSED, CLOSED).why_off(CLOSED) is not None

        withdraw(entry, secretariat)

        assert calendar_for(None, CLOSED, CLOSED).why_off(CLOSED) is None
        assert close(secretariat).pk != entry.pk

    def test_gives_back_the_day_with_a_receipt(
        self, moving: KeptDeadline, secretariat: Principal
    ) -> None:
        before = moving.due_on
        entry = close(secretariat, day=before)
        moving.refresh_from_db()
        assert moving.due_on > before

        withdraw(entry, secretariat)

        moving.refresh_from_db()
        assert moving.due_on == before
        receipt = DeadlineMove.objects.filter(deadline=moving).latest("pk")
        assert (receipt.new_on, receipt.day) == (before, entry)
        assert WHY in receipt.why
        assert "پس گرفته شد" in receipt.get_cause_display()
        assert "پس گرفته شد" not in receipt.why  # its cause says so
        event = AuditEvent.objects.get(verb="calendar.day_withdrawn")
        assert event.changes["moved"][1] >= 1

    def test_leaves_no_deadline_less_than_its_least_time(
        self, moving: KeptDeadline, secretariat: Principal
    ) -> None:
        entry = close(secretariat, day=moving.due_on)
        moving.refresh_from_db()
        longer = moving.due_on
        least = deadline("withdrawal_notice", longer, None)
        assert least.due_on > longer

        withdraw(entry, secretariat, **moment(longer))

        moving.refresh_from_db()
        assert moving.due_on == longer

    def test_refuses_an_estimate_a_second_time_others_and_no_reason(
        self, secretariat: Principal, gas_manager: Principal
    ) -> None:
        entry = close(secretariat)
        with pytest.raises(NotPermitted):
            withdraw(entry, gas_manager)
        with pytest.raises(Invalid):
            withdraw(entry, secretariat, reason="نه")
        withdraw(entry, secretariat)
        with pytest.raises(IllegalMove):
            withdraw(entry, secretariat)
        draft = CalendarDay.objects.filter(draft=True).first()
        if draft is not None:
            with pytest.raises(IllegalMove):
                withdraw(draft, secretariat)

    def test_is_guarded(self, secretariat: Principal) -> None:
        entry = withdraw(close(secretariat), secretariat)

        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarDay.objects.filter(pk=entry.pk).update(
                withdrawn_on=None, withdrawn_by=None, withdrawal_reason=""
            )
