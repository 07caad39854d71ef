"""Deadlines of cases move with the calendar and by hand, each with a receipt; ended ones stay."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from core import jalali
from core.errors import IllegalMove, Invalid, NotPermitted
from core.svg.ribbon import words
from dashboard.facts.work import work_of
from tests.factories import (
    TODAY,
    make_api_client,
    make_case,
    make_contract,
    make_county,
    make_principal,
)
from tests.violations.stories import moment
from violations.models import Case, ViolationReport
from violations.views.clocks import add_ribbons, clocks_with_ribbons
from workdays.actions import (
    add_closure,
    confirm_day,
    extend_deadline,
    keep_deadlines,
    resume_deadline,
    suspend_deadline,
)
from workdays.facts import Kept, deadline, explain
from workdays.models import CalendarDay, DeadlineInterval, DeadlineMove, KeptDeadline
from workdays.rules import DayKind, StepKind

pytestmark = pytest.mark.django_db
REASON = "به سبب قطع سراسری سامانه در این روزها"
DUE = jalali.of(1405, 9, 14)  # شنبه: ten days after TODAY, and the day after them


def kept_of(case: Case | ViolationReport, clock: str) -> KeptDeadline:
    return KeptDeadline.objects.get(clock=clock, subject_id=case.public_id)


def close(day: date, actor: Any, **values: Any) -> CalendarDay:
    defaults = {"title": "تعطیلی به سبب آلودگی هوا", "source": "نامهٔ ۱۲", "county_id": None}
    return add_closure(day=day, actor=actor, **(moment(TODAY) | defaults | values))


def move(case: Case, clock: str, actor: Any, act: Any = extend_deadline, **values: Any) -> Any:
    found = kept_of(case, clock).public_id
    defaults = moment(TODAY) | {"reason": REASON}
    return act(deadline_id=found, actor=actor, **(defaults | values))


@pytest.fixture
def notified(walk: Any) -> Case:
    """Return a case whose charge was served today."""
    case: Case = walk().open().notify().case
    return case


class TestKeepDeadlines:
    def test_keeps_each_step_with_the_calendar_of_then(self, notified: Case) -> None:
        kept = kept_of(notified, "case.defence")
        version = kept.calendar_version

        told = explain(kept)

        assert (kept.starts_on, kept.due_on) == (TODAY, DUE) == (TODAY, notified.defence_due_on)
        assert (kept.key, kept.amount, kept.unit) == ("defence_window", 10, "day")
        assert version == notified.calendar_version
        assert told.steps[-1].day == DUE
        assert told.steps == deadline("defence_window", TODAY, None).steps
        triage = kept_of(ViolationReport.objects.get(), "report.triage")
        assert triage.due_on == ViolationReport.objects.get().triage_due_on
        assert kept_of(notified, "case.service").due_on == notified.serve_due_on
        assert kept_of(notified, "case.decision").after == "case.defence"

    def test_starts_a_clock_anew(self, walk: Any) -> None:
        case = walk().open().notify().defend().case

        kept = kept_of(case, "case.decision")

        assert (kept.starts_on, kept.after) == (TODAY, "")
        assert kept.due_on == case.decision_due_on


class TestAddClosure:
    def test_moves_the_open_clock_and_what_follows_it(
        self, notified: Case, secretariat: Any
    ) -> None:
        decision = notified.decision_due_on

        entry = close(DUE, secretariat)

        notified.refresh_from_db()
        assert notified.defence_due_on == DUE + timedelta(days=1)
        assert notified.decision_due_on is not None
        assert decision is not None
        assert notified.decision_due_on > decision
        kept = kept_of(notified, "case.defence")
        receipt = kept.moves.get()
        assert (receipt.old_on, receipt.new_on, receipt.day) == (DUE, kept.due_on, entry)
        assert receipt.old_version != receipt.new_version == kept.calendar_version
        assert "تعطیلی به سبب آلودگی هوا، شنبه" in receipt.why
        assert [step.kind for step in explain(kept).steps][-2:] == [StepKind.ROLLED, StepKind.DUE]
        told = AuditEvent.objects.filter(verb="deadline.moved").order_by("pk").first()
        assert told is not None
        assert told.target_id == str(notified.public_id)
        assert told.changes["defence_due_on"] == [DUE.isoformat(), kept.due_on.isoformat()]

    def test_leaves_clocks_that_have_ended(self, walk: Any, secretariat: Any) -> None:
        case = walk().open().notify().defend().case

        close(DUE, secretariat)

        case.refresh_from_db()
        assert case.defence_due_on == DUE
        assert not kept_of(case, "case.defence").moves.exists()

    def test_leaves_clocks_of_other_counties(self, notified: Case, secretariat: Any) -> None:
        close(DUE, secretariat, county_id=make_county().public_id)
        notified.refresh_from_db()
        assert notified.defence_due_on == DUE

        close(DUE, secretariat, county_id=notified.county.public_id)
        notified.refresh_from_db()
        assert notified.defence_due_on == DUE + timedelta(days=1)

    def test_leaves_what_an_exempt_body_does(self, notified: Case, secretariat: Any) -> None:
        close(DUE, secretariat, exempt=["gas", "power"])
        working = deadline("defence_window", TODAY, None, body="gas")
        closed = deadline("defence_window", TODAY, None, body="bank")

        assert (working.due_on, closed.due_on) == (DUE, DUE + timedelta(days=1))
        notified.refresh_from_db()
        assert notified.defence_due_on == closed.due_on  # the office's own window is general

    def test_moves_nothing_for_a_late_opening(self, notified: Case, secretariat: Any) -> None:
        close(DUE, secretariat, kind=DayKind.LATE, late_minutes=60)

        notified.refresh_from_db()
        assert notified.defence_due_on == DUE
        assert deadline("defence_window", TODAY, None).steps[-1].late is not None

    def test_gives_no_time_back(self, notified: Case, secretariat: Any) -> None:
        close(DUE, secretariat)
        close(DUE, secretariat, kind=DayKind.WORKING, title="جبران")

        notified.refresh_from_db()
        assert notified.defence_due_on == DUE + timedelta(days=1)
        assert DeadlineMove.objects.filter(deadline__clock="case.defence").count() == 1

    def test_asks_the_same_for_one_clock_and_for_twenty(
        self, contract: Any, secretariat: Any
    ) -> None:
        def fill(times: int) -> None:
            due = deadline("defence_window", TODAY, None)
            cases = [
                make_case(contract=contract, serve_due_on=due.due_on) for _time in range(times)
            ]
            keep_deadlines(kept=[Kept("case.service", case, due, case.county_id) for case in cases])

        def cost(day: date) -> int:
            with CaptureQueriesContext(connection) as captured:
                close(day, secretariat)
            return len(captured)

        fill(1)
        cost(DUE)  # the first event of a chain makes its head
        one = cost(DUE + timedelta(days=1))
        fill(19)
        twenty = cost(DUE + timedelta(days=2))

        assert twenty == one
        assert Case.objects.filter(serve_due_on=DUE + timedelta(days=3)).count() == 20


class TestConfirmDay:
    def test_moves_the_clocks_that_get_time(self, notified: Case, secretariat: Any) -> None:
        entry = CalendarDay.objects.create(
            date=DUE + timedelta(days=3), kind="holiday", title="عید (نمونه)", draft=True
        )

        confirm_day(
            day_id=entry.public_id, falls_on=DUE, source="تقویم", actor=secretariat, **moment(TODAY)
        )

        notified.refresh_from_db()
        assert notified.defence_due_on == DUE + timedelta(days=1)


class TestExtendDeadline:
    def test_moves_the_day_with_a_receipt(self, notified: Case, gas_manager: Any) -> None:
        kept = move(notified, "case.defence", gas_manager, days=5)

        notified.refresh_from_db()
        assert kept.due_on == notified.defence_due_on == jalali.of(1405, 9, 21)
        assert explain(kept).steps[-1].day == kept.due_on
        assert kept.moves.get().why == REASON
        assert AuditEvent.objects.filter(verb="deadline.extended").count() == 1
        own = kept_of(notified, "case.decision")  # who decides does not move the own day
        assert own.starts_on < kept.due_on
        assert own.due_on == notified.decision_due_on

    def test_keeps_to_the_cap(self, notified: Case, gas_manager: Any) -> None:
        move(notified, "case.defence", gas_manager, days=20)

        with pytest.raises(Invalid):
            move(notified, "case.defence", gas_manager, days=11)
        move(notified, "case.defence", gas_manager, days=10)

    @pytest.mark.parametrize("clock", ["case.service", "case.decision"])
    def test_lets_nobody_give_himself_time(
        self, walk: Any, gas_manager: Any, deputy: Any, clock: str
    ) -> None:
        case = walk().open().case if clock == "case.service" else walk().open().notify().case

        with pytest.raises(NotPermitted):
            move(case, clock, gas_manager, days=2)
        move(case, clock, deputy, days=2)

    def test_refuses_other_roles_and_other_agencies(
        self, notified: Case, operator: Any, secretariat: Any, power_manager: Any
    ) -> None:
        for actor in (operator, secretariat):
            with pytest.raises(NotPermitted):
                move(notified, "case.defence", actor, days=2)
        with pytest.raises(KeptDeadline.DoesNotExist):
            move(notified, "case.defence", power_manager, days=2)

    def test_refuses_a_clock_that_has_ended(self, walk: Any, gas_manager: Any) -> None:
        case = walk().open().notify().defend().case

        with pytest.raises(IllegalMove):
            move(case, "case.defence", gas_manager, days=2)

    def test_refuses_an_empty_reason(self, notified: Case, gas_manager: Any) -> None:
        with pytest.raises(Invalid):
            move(notified, "case.defence", gas_manager, days=2, reason="  ")


class TestSuspendDeadline:
    def test_stops_the_count_until_it_goes_on(self, notified: Case, gas_manager: Any) -> None:
        kept = move(notified, "case.defence", gas_manager, suspend_deadline)
        capped = kept.due_on
        assert capped > DUE + timedelta(days=59)
        later = TODAY + timedelta(days=7)

        kept = move(notified, "case.defence", gas_manager, resume_deadline, **moment(later))

        notified.refresh_from_db()
        # Six days, from tomorrow on, were not counted: the day of service is none of them.
        assert kept.due_on == notified.defence_due_on == jalali.of(1405, 9, 21)
        paused = [step.day for step in explain(kept).steps if step.kind is StepKind.PAUSED]
        assert paused == [TODAY + timedelta(days=number) for number in range(1, 7)]
        assert [each.cause for each in kept.moves.order_by("pk")] == ["pause", "resumption"]

    def test_looks_stopped_on_the_case_in_lists_and_on_desks(
        self, walk: Any, gas_manager: Any, deputy: Any
    ) -> None:
        case = walk().open().case
        kept = move(case, "case.service", deputy, suspend_deadline)
        case.refresh_from_db()

        (clock,) = [each for each in clocks_with_ribbons(case, TODAY) if each.key == "service"]
        (task,) = [task for task in work_of(gas_manager, TODAY) if task.kind == "serve"]
        row = opened_row(case) | {"number": case.number}
        add_ribbons([row], TODAY)

        until = kept.intervals.get().until_on
        shown: tuple[Any, ...] = (clock.ribbon, task.ribbon, row["ribbon"])
        assert {ribbon.stopped_until for ribbon in shown} == {until}
        assert words(clock.ribbon, TODAY)[0].startswith("متوقف")
        move(case, "case.service", deputy, resume_deadline)
        case.refresh_from_db()
        (clock,) = [each for each in clocks_with_ribbons(case, TODAY) if each.key == "service"]
        assert clock.ribbon.stopped_until is None

    def test_refuses_to_stop_twice_or_to_go_on_when_it_runs(
        self, notified: Case, gas_manager: Any
    ) -> None:
        with pytest.raises(IllegalMove):
            move(notified, "case.defence", gas_manager, resume_deadline)
        move(notified, "case.defence", gas_manager, suspend_deadline)
        with pytest.raises(IllegalMove):
            move(notified, "case.defence", gas_manager, suspend_deadline)

    def test_keeps_to_the_cap_of_all_pauses(self, notified: Case, gas_manager: Any) -> None:
        move(notified, "case.defence", gas_manager, suspend_deadline)
        at = moment(TODAY + timedelta(days=41))
        move(notified, "case.defence", gas_manager, resume_deadline, **at)

        move(notified, "case.defence", gas_manager, suspend_deadline, **at)

        last = DeadlineInterval.objects.order_by("-pk").first()
        assert last is not None
        assert last.from_on is not None
        assert last.until_on is not None
        assert (last.until_on - last.from_on).days + 1 == 20

    def test_survives_a_closure_within_it(
        self, notified: Case, gas_manager: Any, secretariat: Any
    ) -> None:
        move(notified, "case.defence", gas_manager, suspend_deadline)
        before = kept_of(notified, "case.defence").due_on

        close(before, secretariat)

        assert kept_of(notified, "case.defence").due_on > before


class TestGuard:
    def test_lets_no_window_move_without_a_receipt(self, notified: Case) -> None:
        with pytest.raises(IntegrityError, match="not moved"), transaction.atomic():
            Case.objects.filter(pk=notified.pk).update(defence_due_on=DUE + timedelta(days=3))

    def test_keeps_receipts(self, notified: Case, secretariat: Any) -> None:
        close(DUE, secretariat)

        with pytest.raises(Exception, match="kept"), transaction.atomic():
            DeadlineMove.objects.update(why="چیز دیگر")
        with pytest.raises(Exception, match="kept"), transaction.atomic():
            DeadlineMove.objects.all().delete()


class TestVisibility:
    def test_follows_the_record(
        self, notified: Case, operator: Any, power_manager: Any, deputy: Any
    ) -> None:
        others = make_principal(operator.role, make_contract().office)
        seen = KeptDeadline.objects.filter(clock="case.defence")

        assert seen.visible_to(operator).exists()
        assert seen.visible_to(deputy).exists()
        assert not seen.visible_to(power_manager).exists()
        assert not seen.visible_to(others).exists()
        assert not KeptDeadline.objects.filter(clock="report.triage").visible_to(operator).exists()


class TestPage:
    def address(self, case: Case, clock: str = "case.defence", act: str = "") -> str:
        return f"/deadlines/{clock}/{case.public_id}{act}"

    def test_tells_each_day(self, notified: Case, operator: Any, browser_of: Any) -> None:
        page = browser_of(operator).get(self.address(notified))

        assert page.status_code == 200
        text = page.content.decode()
        assert "این تاریخ چگونه به دست آمد" in text
        assert len(page.context["lines"]) == (DUE - TODAY).days + 1
        assert "/extend" not in text  # nobody gives himself time

    def test_is_reached_from_the_case(self, notified: Case, operator: Any, browser_of: Any) -> None:
        page = browser_of(operator).get(f"/violations/{notified.number}").content.decode()

        assert self.address(notified) in page

    def test_moves_the_deadline(
        self, notified: Case, gas_manager: Any, operator: Any, browser_of: Any
    ) -> None:
        browser = browser_of(gas_manager)
        sent = {"days": "5", "reason": REASON}

        assert browser.post(self.address(notified, act="/extend"), sent).status_code == 302
        assert (
            browser.post(self.address(notified, act="/extend"), sent | {"days": "99"}).status_code
            == 422
        )
        assert browser.post(self.address(notified, act="/suspend"), sent).status_code == 302
        assert browser.post(self.address(notified, act="/resume"), sent).status_code == 302
        text = browser_of(operator).get("/deadlines/moved").content.decode()
        assert REASON in text

    def test_says_before_how_far_it_may_be_moved(
        self, notified: Case, gas_manager: Any, browser_of: Any
    ) -> None:
        browser = browser_of(gas_manager)
        extend, suspend = (
            self.address(notified, act="/extend"),
            self.address(notified, act="/suspend"),
        )
        assert "حداکثر ۳۰ روز دیگر می‌توان آن را تمدید کرد." in browser.get(extend).text
        assert "مهلت حداکثر ۶۰ روز متوقف می‌ماند" in browser.get(suspend).text

        browser.post(extend, {"days": "30", "reason": REASON})

        assert "همهٔ روزهایی که این مهلت را می‌شد تمدید کرد" in browser.get(extend).text

    def test_tells_a_stop_that_ended_on_its_day(
        self, notified: Case, gas_manager: Any, operator: Any, browser_of: Any
    ) -> None:
        browser = browser_of(gas_manager)
        browser.post(self.address(notified, act="/extend"), {"days": "5", "reason": REASON})
        for act in ("/suspend", "/resume"):
            browser.post(self.address(notified, act=act), {"reason": REASON})

        text = browser_of(operator).get(self.address(notified)).text

        assert "<b>توقف</b>" in text
        assert "همان روز برداشته شد" in text
        assert "<b>تمدید</b> ۵ روز" in text
        assert "تعطیل هفتگی" in text  # and not the day's own name once more

    def test_is_answered_over_rest(self, notified: Case, operator: Any) -> None:
        kept = kept_of(notified, "case.defence")

        answer = make_api_client(operator).get(f"/api/v1/deadlines/{kept.public_id}").json()

        assert answer["due_on"] == DUE.isoformat()
        assert answer["steps"][-1]["kind"] == "due"
        assert len(answer["steps"]) == (DUE - TODAY).days + 1


class TestKeptDeadline:
    """What the database itself refuses, whoever writes the SQL."""

    def write(self, statement: str, kept: KeptDeadline) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [kept.pk])
            cursor.execute("SET CONSTRAINTS workdays_keptdeadline_moved IMMEDIATE")

    @pytest.mark.parametrize(
        "change",
        [
            "due_on = due_on + 1",
            "due_on = due_on - 1",
            "starts_on = starts_on - 1",
        ],
    )
    def test_moves_with_a_receipt(self, notified: Case, change: str) -> None:
        with pytest.raises(IntegrityError, match="with a receipt"):
            self.write(
                f"UPDATE workdays_keptdeadline SET {change}", kept_of(notified, "case.defence")
            )

    def test_moves_by_the_act(self, notified: Case, gas_manager: Any) -> None:
        before = kept_of(notified, "case.defence").due_on
        move(notified, "case.defence", gas_manager, days=2)

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS workdays_keptdeadline_moved IMMEDIATE")
        assert kept_of(notified, "case.defence").due_on > before

    def test_is_never_deleted(self, notified: Case) -> None:
        with pytest.raises(IntegrityError, match="kept as long"):
            self.write("DELETE FROM workdays_keptdeadline", kept_of(notified, "case.defence"))


class TestRibbons:
    def test_count_the_keepers_own_days_on_every_page(
        self, walk: Any, gas_manager: Any, secretariat: Any
    ) -> None:
        case: Case = walk().open().case

        def left() -> list[int]:
            (clock,) = clocks_with_ribbons(case, TODAY)
            (task,) = [task for task in work_of(gas_manager, TODAY) if task.kind == "serve"]
            row = opened_row(case)
            add_ribbons([row], TODAY)
            assert task.ribbon
            return [clock.ribbon.left, task.ribbon.left, row["ribbon"].left]

        before = left()
        assert len({*before}) == 1
        assert case.agency

        close(TODAY + timedelta(days=1), secretariat, exempt=[case.agency.kind])

        case.refresh_from_db()
        assert left() == before


def opened_row(case: Case) -> dict[str, Any]:
    names = ("state", "opened_on", "serve_due_on", "track", "county__public_id", "agency__kind")
    return dict(Case.objects.filter(pk=case.pk).values(*names).get())
