"""A notice left unopened in the portal: two reminders, then service on paper with its duty."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.acts import why_not
from core.errors import IllegalMove
from dashboard.facts.work import work_of
from oversight.facts.duty_check import look
from oversight.models import Duty
from tests.factories import make_agency, make_contract, make_office, make_principal
from tests.violations.stories import (
    LONG_AGO,
    Walk,
    confirm_waiting,
    file_report,
    moment,
    noon,
    scan_of,
)
from violations import actions
from violations.acts.cases import RECORD_SERVICE
from violations.models import Case, Notice
from workdays.actions import add_closure
from workdays.facts import deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = LONG_AGO + timedelta(days=20)


class Left:
    """A notice of the charge that its office does not open, and the people around it."""

    def __init__(self, channel: str = "portal") -> None:
        self.agency = make_agency("gaz")
        contract = make_contract(agency=self.agency, office=make_office())
        self.clerk = make_principal(Role.AGENCY_CLERK, self.agency)
        manager = make_principal(Role.AGENCY_MANAGER, self.agency)
        self.operator = make_principal(Role.OPERATOR, contract.office)
        reporter = make_principal(Role.AGENCY_CLERK, self.agency)
        self.walk = Walk(file_report(contract, reporter, on=LONG_AGO), manager, self.operator)
        self.walk.open()
        actions.issue_notice(
            case_id=self.case.pk, kind="charge", channel=channel, actor=self.clerk,
            **moment(LONG_AGO),
        )  # fmt: skip

    @property
    def case(self) -> Case:
        """Return the case as it stands."""
        return self.walk.case

    @property
    def notice(self) -> Notice:
        """Return the notice as it stands."""
        return Notice.objects.get(case=self.case)

    def until(self, key: str, start: date, body: str = "") -> date:
        """Return the end of a length in the county of the case."""
        return deadline(key, start, self.case.county.public_id, body=body).due_on

    def nights(self, first: date, last: date) -> None:
        """Let the clock come by each night of some days."""
        clock = User.objects.system()
        day = first
        while day <= last:
            actions.follow_unopened(as_of=day, actor=clock, at=noon(day))
            day += DAY

    def desk(self, day: date, of: Principal | None = None) -> dict[str, date | None]:
        """Return what waits on a desk on a day, and until when."""
        return {task.kind: task.due_on for task in work_of(of or self.clerk, day)}

    @property
    def duties(self) -> dict[str, Any]:
        """Return the duties that wait for the agency, and until when."""
        waiting = Duty.objects.open().filter(case=self.case)
        return dict(waiting.values_list("kind", "due_on"))


class TestReminders:
    def test_are_two_on_nights_of_their_own(self) -> None:
        left = Left()
        first = left.until("unopened_reminder", LONG_AGO)
        again = left.until("unopened_reminder_again", first)

        left.nights(LONG_AGO, first - DAY)
        assert left.notice.reminded_on is None
        left.nights(first, again - DAY)
        between = left.notice
        assert (between.reminded_on, between.reminded_again_on) == (first, None)
        left.nights(again, again)
        assert left.notice.reminded_again_on == again
        events = AuditEvent.objects.filter(verb="case.notice_reminded")
        assert [event.changes["letter_no"][1] for event in events] == [left.notice.letter_no] * 2

    def test_are_not_sent_twice_in_a_night(self) -> None:
        left = Left()

        left.nights(LATER, LATER)
        left.nights(LATER, LATER)

        assert (left.notice.reminded_on, left.notice.reminded_again_on) == (LATER, None)
        assert AuditEvent.objects.filter(verb="case.notice_reminded").count() == 1

    def test_leave_the_office_its_time_after_nights_that_were_missed(self) -> None:
        left = Left()

        left.nights(LATER, LATER + 30 * DAY)

        notice = left.notice
        assert notice.reminded_on == LATER
        assert notice.reminded_again_on == left.until("unopened_reminder_again", LATER)
        assert notice.paper_since == notice.reminded_again_on + DAY

    @pytest.mark.parametrize("channel", ["letter", "in_person"])
    def test_are_none_of_what_comes_on_paper(self, channel: str) -> None:
        left = Left(channel)

        left.nights(LATER, LATER + 10 * DAY)

        assert left.notice.reminded_on is None
        assert "serve-on-paper" not in left.desk(LATER + 10 * DAY)

    def test_are_none_of_what_was_acknowledged(self) -> None:
        left = Left()
        left.walk.day = LONG_AGO + DAY
        actions.acknowledge_notice(
            case_id=left.case.pk, kind="charge", actor=left.operator, **left.walk.now
        )

        left.nights(LATER, LATER + 10 * DAY)

        assert left.notice.reminded_on is None


class TestPaper:
    def test_is_not_asked_without_two_reminders(self) -> None:
        left = Left()
        over = left.until("unopened_notice", LONG_AGO) + DAY

        left.nights(over, over)

        assert "serve-on-paper" not in left.desk(over)
        assert "unserved" in left.desk(over)
        assert "paper" not in left.duties

    def test_is_on_the_keepers_desk_with_a_clock_and_a_duty(self) -> None:
        left = Left()
        last = left.until("unopened_notice", LONG_AGO)

        left.nights(LONG_AGO, last)
        assert "paper" not in left.duties
        assert "serve-on-paper" not in left.desk(last)
        left.nights(last + DAY, last + DAY)

        notice = left.notice
        until = left.until("paper_service", last + DAY, left.agency.kind)
        assert (notice.paper_since, notice.paper_due_on) == (last + DAY, until)
        assert left.desk(last + DAY)["serve-on-paper"] == until
        assert "unserved" not in left.desk(last + DAY)
        assert left.duties["paper"] == until
        kept = KeptDeadline.objects.get(subject_id=notice.public_id)
        assert (kept.clock, kept.due_on) == ("case.paper_service", until)
        assert AuditEvent.objects.filter(verb="case.notice_left").count() == 1
        assert look()[1] == []

    def test_moves_with_the_calendar_and_its_duty_follows(self) -> None:
        left = Left()
        left.nights(LONG_AGO, LATER)
        before = left.notice.paper_due_on
        assert before

        add_closure(
            day=before, title="تعطیلی", source="نامه", county_id=left.case.county.public_id,
            actor=make_principal(Role.SECRETARIAT), **moment(left.notice.paper_since or before),
        )  # fmt: skip

        after = left.notice.paper_due_on
        assert after
        assert after > before
        assert left.duties["paper"] == after

    def test_is_over_when_the_office_opens_it_after_all(self) -> None:
        left = Left()
        left.nights(LONG_AGO, LATER)
        left.walk.day = LATER

        actions.acknowledge_notice(
            case_id=left.case.pk, kind="charge", actor=left.operator, **left.walk.now
        )

        assert not {"serve-on-paper", "unserved"} & set(left.desk(LATER))
        duty = Duty.objects.get(case=left.case, kind="paper")
        assert (duty.state, duty.ended_on) == ("acted", LATER)
        assert look()[1] == []

    def test_is_void_when_the_case_is_closed_and_begins_anew_when_it_is_reopened(self) -> None:
        left = Left()
        left.nights(LONG_AGO, LATER)
        make_principal(Role.AGENCY_MANAGER, left.agency)  # free to confirm the closing
        why = "مدارک این گزارش برای رسیدگی کافی نیست و پرونده بدون اقدام بسته می‌شود."
        actions.close_no_action(
            case_id=left.case.pk, code="evidence", reason=why, actor=left.walk.triager,
            **moment(LATER),
        )  # fmt: skip
        confirm_waiting(left.case, moment(LATER))

        duty = Duty.objects.get(case=left.case, kind="paper")
        assert (duty.state, duty.void_cause) == ("void", "called_off")
        assert left.case.state == "closed_no_action"
        assert look()[1] == []

        again = LATER + 5 * DAY
        actions.reopen_case(
            case_id=left.case.pk, reason=why, actor=make_principal(Role.DEPUTY), **moment(again)
        )

        until = left.until("paper_service", again, left.agency.kind)
        assert (left.notice.paper_since, left.notice.paper_due_on) == (again, until)
        assert left.duties["paper"] == until
        assert Duty.objects.filter(case=left.case, kind="paper").count() == 2
        assert look()[1] == []


class TestReceipts:
    """A receipt that waits for its second person leaves nothing to enter."""

    def enter(self, left: Left, day: date) -> None:
        """Enter a receipt of an earlier day, which a second person confirms."""
        actions.record_service(
            case_id=left.case.pk, kind="charge", served_on=LONG_AGO, proof="رسید پست ۴۴۱",
            receipt_id=scan_of(left.clerk, "service", noon(day))[0], actor=left.clerk,
            **moment(day),
        )  # fmt: skip

    def test_close_the_form_and_the_task_with_their_reason(self) -> None:
        left = Left("letter")
        assert "unserved" in left.desk(LATER)
        self.enter(left, LATER)

        refused = why_not(RECORD_SERVICE, left.case, left.clerk, LATER)

        assert refused is not None
        assert "نفر دوم" in str(refused)
        assert {"unserved", "serve-on-paper"} & set(left.desk(LATER)) == set()
        assert "service-entered" in left.desk(LATER)
        with pytest.raises(IllegalMove, match="نفر دوم"):
            self.enter(left, LATER)

    def test_that_were_confirmed_end_the_task(self) -> None:
        left = Left("letter")
        self.enter(left, LATER)

        confirm_waiting(left.case, moment(LATER))

        assert left.notice.served_on == LONG_AGO
        assert "service-entered" not in left.desk(LATER)

    @pytest.mark.parametrize("channel", ["letter", "portal"])
    def test_are_asked_for_by_page_list_and_desk_alike(self, channel: str, browser_of: Any) -> None:
        """The page names as its task what the desk lists: a notice to be served on paper."""
        left = Left(channel)
        left.nights(LONG_AGO, LATER)
        on_paper = channel == "letter" or left.notice.paper_since is not None
        assert on_paper
        form = reverse("violations:service", args=[left.case.number, "charge"])

        with time_machine.travel(noon(LATER), tick=False):
            client = browser_of(left.clerk)
            page = client.get(reverse("violations:file", args=[left.case.number]))
            listed = client.get(reverse("violations:list"), {"queue": "serve"})

        assert page.context["offers"].main.url == form
        assert form in listed.text
        assert {"unserved", "serve-on-paper"} & set(left.desk(LATER))

        self.enter(left, LATER)
        with time_machine.travel(noon(LATER), tick=False):
            listed = client.get(reverse("violations:list"), {"queue": "serve"})
            page = client.get(reverse("violations:file", args=[left.case.number]))
        assert form not in listed.text
        assert "service" not in page.context["offers"]
