"""A moved deadline is announced to those whom it concerns, and to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from core import jalali
from notices import tasks
from notices.models import Notification
from tests.factories import TODAY
from tests.violations.stories import moment, noon
from violations.models import Case
from workdays.actions import add_closure, extend_deadline, resume_deadline, suspend_deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
DUE = jalali.of(1405, 9, 14)


@pytest.fixture
def notified(walk: Any) -> Case:
    case: Case = walk().open().notify().case
    return case


def spread() -> None:
    with time_machine.travel(noon(TODAY) + timedelta(hours=1)):
        while tasks.relay_outbox.run():
            pass


def heard(person: Any) -> list[tuple[str, str, str]]:
    rows = Notification.objects.visible_to(person).filter(kind="deadline.moved")
    return sorted((row.url.split("/")[2], row.values["old_on"], row.values["new_on"])
                  for row in rows)  # fmt: skip


class TestMovedDeadline:
    def test_tells_office_and_agency_of_what_each_may_read(
        self, notified: Case, secretariat: Any, operator: Any, gas_clerk: Any, power_manager: Any
    ) -> None:
        add_closure(day=DUE, title="تعطیلی", source="نامهٔ ۱۲", actor=secretariat, **moment(TODAY))

        spread()

        told = heard(operator)
        assert ("case.defence", DUE.isoformat(), (DUE + timedelta(days=1)).isoformat()) in told
        assert told == heard(gas_clerk)
        assert not heard(power_manager)

    def test_names_the_deadline_and_not_the_reason(
        self, notified: Case, gas_manager: Any, operator: Any
    ) -> None:
        kept = KeptDeadline.objects.get(clock="case.defence", subject_id=notified.public_id)
        reason = "به سبب بیماری دارندهٔ پروانه مهلت می‌خواهد"
        extend_deadline(
            deadline_id=kept.public_id, days=5, reason=reason, actor=gas_manager, **moment(TODAY)
        )

        spread()

        row = Notification.objects.visible_to(operator).get(
            kind="deadline.moved", url=kept.get_absolute_url()
        )
        assert row.values["number"] == notified.number
        assert reason not in str(row.values)

    def test_says_that_it_was_stopped_and_runs_again(
        self, notified: Case, gas_manager: Any, operator: Any
    ) -> None:
        kept = KeptDeadline.objects.get(clock="case.defence", subject_id=notified.public_id)
        own: dict[str, Any] = {"deadline_id": kept.public_id, "reason": "ابلاغ دوباره بررسی می‌شود"}
        suspend_deadline(**own, actor=gas_manager, **moment(TODAY))
        spread()
        until = kept.intervals.get().until_on
        resume_deadline(**own, actor=gas_manager, **moment(TODAY))
        spread()
        kept.refresh_from_db()

        rows = Notification.objects.visible_to(operator).filter(kind__startswith="deadline.moved")
        told = {row.kind: row.values for row in rows.filter(url=kept.get_absolute_url())}
        assert set(told) == {"deadline.moved/stopped", "deadline.moved/resumed"}
        stopped, resumed = told["deadline.moved/stopped"], told["deadline.moved/resumed"]
        assert until
        assert (stopped["until_on"], stopped["new_on"]) == (until.isoformat(), "")
        assert resumed["new_on"] == kept.due_on.isoformat()
