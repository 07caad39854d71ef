"""A portal notice that nobody opens: the rule of its steps, its guard, and who hears of it."""

import random
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.principal import Principal
from audit.models import AuditEvent
from core.clock import today
from core.errors import NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight.facts.duty_check import look
from oversight.models import Duty
from tests.factories import (
    TODAY,
    drop_case,
    make_case,
    make_contract,
    make_final_case,
    step_case,
)
from tests.sql import refused_and_undone, refused_at_runtime, runtime_role
from tests.violations.benches import WHY, Bench
from tests.violations.stories import LONG_AGO, moment, noon
from violations import actions
from violations.actions.unopened import restart_paper_service
from violations.models import Appeal, Case, HearingSession, Notice
from violations.models.hearing import on_paper, to_serve
from violations.states import CALLED_OFF
from workdays.facts import deadline
from workdays.rules.unopened import Unopened, UnopenedStep, next_step

DAY = timedelta(days=1)


def unopened_notice(case: Case, kind: str = "charge", **values: Any) -> Notice:
    """Return a notice that waits in the portal, written past the action."""
    defaults = {
        "channel": "portal", "letter_no": f"1405-N-9{case.pk:04d}{kind[:1]}", "text": "ابلاغ",
        "issued_on": case.opened_on, "issued_by": 0,
    }  # fmt: skip
    return Notice.objects.create(case=case, kind=kind, **(defaults | values))


class TestNextStep:
    def test_is_at_most_one_a_day_and_in_order(self) -> None:
        """Compare the rule, over all standings of ten days, with the steps walked by hand."""
        days = [TODAY + number * DAY for number in range(10)]
        for again, over in product((2, 3), (4, 5, 7)):
            for missed in range(2**7):
                done: dict[UnopenedStep, date] = {}
                for number, day in enumerate(days):
                    if number < 7 and missed >> number & 1:
                        continue  # a night on which the job did not run
                    first = done.get(UnopenedStep.REMIND)
                    second = done.get(UnopenedStep.REMIND_AGAIN)
                    paper = done.get(UnopenedStep.PAPER)
                    step = next_step(
                        Unopened(
                            first, second, paper, days[2],
                            first + again * DAY if first else None, days[over],
                        ),
                        day,
                    )  # fmt: skip
                    assert step == self.by_hand(number, done, again, over, day)
                    if step:
                        assert step not in done
                        assert day not in done.values()
                        done[step] = day

    def by_hand(
        self, number: int, done: dict[UnopenedStep, date], again: int, over: int, day: date
    ) -> UnopenedStep | None:
        """Return the step of a day by the number of those done before."""
        match list(done.values()):
            case []:
                return UnopenedStep.REMIND if number >= 2 else None
            case [first]:
                return UnopenedStep.REMIND_AGAIN if (day - first).days >= again else None
            case [_first, second]:
                return UnopenedStep.PAPER if number > over and day > second else None
            case _:
                return None


@pytest.mark.django_db
class TestFollowUnopened:
    def test_refuses_who_is_not_the_clock(self, gas_manager: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.follow_unopened(as_of=TODAY, actor=gas_manager)

    def test_asks_the_same_for_one_and_for_many(
        self, clock: Principal, django_assert_max_num_queries: Any
    ) -> None:
        contract = make_contract()
        for _number in range(8):
            unopened_notice(make_case(contract=contract))

        for day in (TODAY - 8 * DAY, TODAY - 4 * DAY, TODAY):
            with django_assert_max_num_queries(16):
                moved = actions.follow_unopened(as_of=day, actor=clock, at=noon(day))
            assert len(moved.moved) == 8

        assert Notice.objects.filter(paper_since=TODAY).count() == 8

    def test_goes_on_past_a_case_that_the_database_refuses(
        self, clock: Principal, caplog: pytest.LogCaptureFixture
    ) -> None:
        notices = [unopened_notice(make_case(), issued_on=TODAY - 20 * DAY) for _number in "abc"]
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN PERFORM violations_refuse('not this one'); END $$"
            )
            cursor.execute(
                "CREATE TRIGGER one BEFORE UPDATE ON violations_notice FOR EACH ROW"
                f" WHEN (NEW.id = {notices[1].pk}) EXECUTE FUNCTION refuse_one()"
            )

        moved = actions.follow_unopened(as_of=TODAY, actor=clock, at=noon(TODAY))

        assert moved.moved == [notices[0].pk, notices[2].pk]
        assert moved.failed == [notices[1].case.number]
        reminded = Notice.objects.filter(reminded_on=TODAY).values_list("pk", flat=True)
        assert sorted(reminded) == moved.moved
        assert AuditEvent.objects.filter(verb="case.notice_reminded").count() == 2
        errors = [row for row in caplog.records if row.levelname == "ERROR"]
        assert [notices[1].case.number in row.getMessage() for row in errors] == [True]

    def test_tells_the_office_at_once_though_it_has_no_number(
        self, clock: Principal, walk: Any, operator: Principal, gas_clerk: Principal
    ) -> None:
        story = walk(on=TODAY - 20 * DAY).open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", actor=story.triager,
            **story.now,
        )  # fmt: skip

        for day in (TODAY - 8 * DAY, TODAY - 4 * DAY, TODAY):
            actions.follow_unopened(as_of=day, actor=clock, at=noon(day))
            for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
                spread(payload=message.payload, at=noon(day))

        reminders = Notification.objects.filter(kind="case.notice_reminded")
        assert list(reminders.values_list("user_id", "topic", "needs_action").order_by("at")) == [
            (operator.user_id, "service", False), (operator.user_id, "service", False),
        ]  # fmt: skip
        left = Notification.objects.filter(kind="case.notice_left")
        assert gas_clerk.user_id in left.values_list("user_id", flat=True)
        assert operator.user_id not in left.values_list("user_id", flat=True)
        notice = Notice.objects.get(case=story.case)
        assert (notice.reminded_on, notice.reminded_again_on) == (TODAY - 8 * DAY, TODAY - 4 * DAY)


def random_notice(draw: random.Random) -> Notice:
    """Return a notice of a case that stands anywhere, served or not, left unopened or not."""
    track = draw.choice(["contract", "contract", "licence"])
    if draw.random() < 0.5:
        case = make_case(track=track)
        kind = "charge"
    else:
        state = draw.choice(["final", "closed"])
        values: dict[str, Any] = {"closed_on": TODAY - DAY} if state == "closed" else {}
        case = make_final_case(track=track, state=state, final_on=TODAY - 20 * DAY, **values)
        kind = "appeal_result"
        if draw.random() < 0.5 and case.appeal_due_on:
            Appeal.objects.create(
                case=case, filed_on=case.appeal_due_on, filed_at=noon(TODAY), text="اعتراض",
                filed_by=0, filed_by_name="x", is_paper=True,
            )  # fmt: skip
            step_case(case, is_contested=True)
    notice = unopened_notice(case, kind, issued_on=TODAY - 19 * DAY)
    if draw.random() < 0.7:
        Notice.objects.filter(pk=notice.pk).update(
            reminded_on=TODAY - 15 * DAY, reminded_again_on=TODAY - 13 * DAY,
            paper_since=TODAY - 10 * DAY, paper_due_on=TODAY - 3 * DAY,
        )  # fmt: skip
    if draw.random() < 0.3:
        Notice.objects.filter(pk=notice.pk).update(
            served_on=TODAY - 2 * DAY, served_at=noon(TODAY), proof="رسید"
        )
    elif kind == "charge" and draw.random() < 0.3:
        drop_case(case, TODAY - DAY)
    notice.refresh_from_db()
    return notice


def waits_by_hand(notice: Notice) -> bool:
    """Tell whether a notice waits to be served, walked over by hand; summonses apart."""
    case = Case.objects.get(pk=notice.case_id)
    if notice.served_on or case.state == "closed_no_action":
        return False
    return case.state != "closed" or Appeal.objects.filter(case=case).exists()


@pytest.mark.django_db
class TestPages:
    """The office reads what happens when it ignores a notice; the keeper, what has happened."""

    @pytest.fixture
    def story(self, walk: Any, clock: Principal) -> Any:
        story = walk(on=TODAY - 20 * DAY).open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", actor=story.triager,
            **story.now,
        )  # fmt: skip
        return story

    @pytest.fixture
    def page(self, browser_of: Any) -> Any:
        """Return a function that reads a page as somebody."""
        return lambda who, address: browser_of(who).get(address).content.decode()

    def test_say_what_happens_and_what_has_happened(
        self, story: Any, page: Any, operator: Principal, gas_clerk: Principal, clock: Principal
    ) -> None:
        file = reverse("violations:file", args=[story.case.number])
        sheet = reverse("violations:acknowledge", args=[story.case.number, "charge"])
        for address in (file, sheet):
            text = page(operator, address)
            assert "ماندن در درگاه هرگز ابلاغ به شمار نمی‌آید" in text
            assert "۵ روز کاری" in text
            assert "باید روی کاغذ ابلاغ شود" not in text

        for day in (TODAY - 8 * DAY, TODAY - 4 * DAY, TODAY):
            actions.follow_unopened(as_of=day, actor=clock, at=noon(day))

        for address in (file, sheet):
            text = page(operator, address)
            assert "یادآوری شد" in text
            assert "باید روی کاغذ ابلاغ شود" in text
        text = page(gas_clerk, file)
        notice = Notice.objects.get(case=story.case)
        assert reverse("workdays:deadline", args=["case.paper_service", notice.public_id]) in text
        assert "هرگز ابلاغ به شمار نمی‌آید" not in text
        clock_page = reverse("workdays:deadline", args=["case.paper_service", notice.public_id])
        assert "ابلاغ کاغذی" in page(gas_clerk, clock_page)
        duty = Duty.objects.get(case=story.case, kind="paper")
        assert clock_page in page(gas_clerk, duty.get_absolute_url())

    def test_hide_the_clock_from_the_office(
        self, story: Any, browser_of: Any, operator: Principal, clock: Principal
    ) -> None:
        for day in (TODAY - 8 * DAY, TODAY - 4 * DAY, TODAY):
            actions.follow_unopened(as_of=day, actor=clock, at=noon(day))
        notice = Notice.objects.get(case=story.case)

        found = browser_of(operator).get(
            reverse("workdays:deadline", args=["case.paper_service", notice.public_id])
        )

        assert found.status_code == 404


@pytest.mark.django_db
class TestWaiting:
    @pytest.mark.parametrize("seed", range(6))
    def test_is_the_same_in_rule_query_and_duty(self, seed: int) -> None:
        draw = random.Random(seed)
        notices = [random_notice(draw) for _number in range(14)]

        for notice in notices:
            waits = waits_by_hand(notice)
            rows = Notice.objects.filter(pk=notice.pk)
            assert rows.filter(to_serve()).exists() == waits
            assert self.in_the_database(notice) == waits
            asked = waits and notice.paper_since is not None
            assert rows.filter(on_paper()).exists() == asked
            duties = Duty.objects.open().filter(case=notice.case_id, kind="paper")
            expected = [notice.paper_due_on] if asked else []
            assert list(duties.values_list("due_on", flat=True)) == expected
        wrong = [astray for astray in look()[1] if astray.kind == "paper"]
        assert wrong == []

    def in_the_database(self, notice: Notice) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT violations_notice_waits(notice) FROM violations_notice notice"
                " WHERE id = %s",
                [notice.pk],
            )
            return bool(cursor.fetchone()[0])

    @pytest.mark.parametrize("how", CALLED_OFF)
    def test_ends_with_a_session_that_is_called_off(self, how: str) -> None:
        bench = Bench()
        session = bench.summon()
        leave_unopened(session)
        duty = Duty.objects.get(case=bench.case, kind="paper")
        assert (duty.state, duty.due_on) == ("running", TODAY + DAY)

        call_off(bench, session, how)

        duty.refresh_from_db()
        assert (duty.state, duty.void_cause, duty.ended_on) == (
            "void", "called_off", TODAY - 6 * DAY,
        )  # fmt: skip
        assert not Notice.objects.filter(on_paper()).exists()
        assert look()[1] == []

    def test_ends_with_a_session_that_falls_as_too_few_are_left(self) -> None:
        bench = Bench()
        session = bench.summon()
        leave_unopened(session)

        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=bench.second, **moment(TODAY - 6 * DAY)
        )

        duty = Duty.objects.get(case=bench.case, kind="paper")
        assert (duty.state, duty.void_cause) == ("void", "called_off")
        assert look()[1] == []

    def test_begins_anew_with_the_summons_of_the_moved_session(self) -> None:
        bench = Bench()
        session = bench.summon()
        leave_unopened(session)
        call_off(bench, session, "postponed")

        again = bench.summon(starts_at=noon(TODAY + 15 * DAY), **moment(TODAY - 6 * DAY))
        assert not Duty.objects.open().filter(case=bench.case, kind="paper").exists()
        leave_unopened(again, TODAY - 2 * DAY)

        kept = Duty.objects.filter(case=bench.case, kind="paper").order_by("starts_on")
        assert list(kept.values_list("state", "starts_on")) == [
            ("void", TODAY - 7 * DAY), ("running", TODAY - 2 * DAY),
        ]  # fmt: skip
        assert look()[1] == []


def leave_unopened(session: HearingSession, since: date = TODAY - 7 * DAY) -> None:
    """Leave a summons unopened in the portal until it is to be served on paper."""
    Notice.objects.filter(session=session).update(
        reminded_on=since - 2 * DAY, reminded_again_on=since - DAY, paper_since=since,
        paper_due_on=TODAY + DAY,
    )  # fmt: skip


def call_off(bench: Bench, session: HearingSession, how: str) -> None:
    """Call a session off, on a day before it."""
    actions.call_off_hearing(
        session_id=session.pk, how=how, reason="تعطیلی اضطراری ساختمان",
        actor=bench.keeper, **moment(TODAY - 6 * DAY),
    )  # fmt: skip


@pytest.mark.django_db
class TestRestart:
    """As a closed case is reopened, only what waits again is to be served on paper anew."""

    @pytest.fixture
    def closed(self) -> Bench:
        """Return a closed case with a summons that was left unopened, its session called off."""
        bench = Bench()
        session = bench.summon()
        leave_unopened(session)
        call_off(bench, session, "cancelled")
        drop_case(bench.case, TODAY - DAY)
        return bench

    def test_leaves_the_summons_of_what_was_called_off(self, closed: Bench) -> None:
        before = Notice.objects.filter(kind="summons").values_list("paper_since", "paper_due_on")
        rows = list(before)

        assert restart_paper_service(closed.case, TODAY) == {}
        assert list(before.all()) == rows

    def test_leaves_it_whoever_writes_it(self, closed: Bench) -> None:
        told = refused_at_runtime(
            lambda: Notice.objects.filter(case=closed.case, kind="summons").update(
                paper_since=today(), paper_due_on=today() + 60 * DAY
            )
        )

        assert told == "Only what waits in the portal is reminded of."


@pytest.mark.django_db
class TestGuard:
    """The role of the running house writes the steps in order, on their days, and only once."""

    @pytest.fixture
    def notice(self) -> Notice:
        return unopened_notice(make_case(opened_on=today() - 40 * DAY))

    def refusal(self, notice: Notice, **values: Any) -> str:
        rows = Notice.objects.filter(pk=notice.pk)
        with runtime_role():
            return refused_and_undone(lambda: rows.update(**values))

    def test_takes_a_reminder_of_today(self, notice: Notice) -> None:
        assert self.refusal(notice, reminded_on=today()) == ""

    @pytest.mark.parametrize("back", [1, 39, 41, -1])
    def test_refuses_a_reminder_of_another_day(self, notice: Notice, back: int) -> None:
        assert self.refusal(notice, reminded_on=today() - back * DAY)

    def test_refuses_a_reminder_before_its_length(self) -> None:
        fresh = unopened_notice(make_case(opened_on=today()))

        assert "on its day, after its length" in self.refusal(fresh, reminded_on=today())

    def test_refuses_the_second_before_the_first_and_with_it(self, notice: Notice) -> None:
        assert self.refusal(notice, reminded_again_on=today())
        assert self.refusal(notice, reminded_on=today(), reminded_again_on=today())

    def test_refuses_paper_without_two_reminders(self, notice: Notice) -> None:
        paper = {"paper_since": today(), "paper_due_on": today() + 30 * DAY}
        assert self.refusal(notice, **paper)
        Notice.objects.filter(pk=notice.pk).update(reminded_on=today() - 20 * DAY)
        assert self.refusal(notice, **paper)

    def reminded(self, notice: Notice, **values: Any) -> Notice:
        days = {
            "reminded_on": today() - 20 * DAY, "reminded_again_on": today() - 15 * DAY,
        }  # fmt: skip
        Notice.objects.filter(pk=notice.pk).update(**(days | values))
        return notice

    def test_takes_paper_with_its_whole_length_only(self, notice: Notice) -> None:
        self.reminded(notice)
        county, agency = notice.case.county.public_id, notice.case.agency
        assert agency
        until = deadline("paper_service", today(), county, body=agency.kind).due_on

        assert "whole length" in self.refusal(notice, paper_since=today(), paper_due_on=until - DAY)
        assert self.refusal(notice, paper_since=today() - DAY, paper_due_on=until)
        assert "no day more" in self.refusal(notice, paper_since=today(), paper_due_on=until + DAY)
        assert self.refusal(notice, paper_since=today(), paper_due_on=until) == ""

    def test_refuses_paper_before_the_days_of_the_office(self) -> None:
        fresh = unopened_notice(make_case(opened_on=today() - 2 * DAY))
        Notice.objects.filter(pk=fresh.pk).update(
            reminded_on=today() - 2 * DAY, reminded_again_on=today() - DAY
        )

        assert "left to its office" in self.refusal(
            fresh, paper_since=today(), paper_due_on=today() + 30 * DAY
        )

    @pytest.mark.parametrize(
        "values",
        [
            {"reminded_on": None}, {"reminded_on": LONG_AGO}, {"reminded_again_on": None},
            {"paper_since": None, "paper_due_on": None}, {"paper_due_on": LONG_AGO},
            {"paper_due_on": TODAY + 90 * DAY}, {"paper_since": TODAY + DAY},
        ],
    )  # fmt: skip
    def test_refuses_to_change_what_was_written(
        self, notice: Notice, values: dict[str, Any]
    ) -> None:
        self.reminded(notice, paper_since=today() - 10 * DAY, paper_due_on=today() + DAY)

        assert self.refusal(notice, **values)

    def test_takes_a_new_window_only_while_its_case_is_closed(self, notice: Notice) -> None:
        self.reminded(notice, paper_since=today() - 10 * DAY, paper_due_on=today() - DAY)
        county, agency = notice.case.county.public_id, notice.case.agency
        assert agency
        until = deadline("paper_service", today(), county, body=agency.kind).due_on
        anew = {"paper_since": today(), "paper_due_on": until}
        assert "not moved" in self.refusal(notice, **anew)

        drop_case(notice.case, today())

        assert self.refusal(notice, **anew) == ""

    @pytest.mark.parametrize("channel", ["letter", "in_person"])
    def test_refuses_reminders_of_paper(self, channel: str) -> None:
        paper = unopened_notice(make_case(opened_on=today() - 40 * DAY), channel=channel)

        assert "waits in the portal" in self.refusal(paper, reminded_on=today())

    def test_refuses_reminders_of_what_was_served_or_closed(self, notice: Notice) -> None:
        drop_case(notice.case, today())
        assert self.refusal(notice, paper_since=today(), paper_due_on=today() + 30 * DAY)
        served = unopened_notice(
            make_case(opened_on=today() - 40 * DAY), served_on=today(), served_at=noon(today()),
            proof="تأیید دریافت",
        )  # fmt: skip
        assert self.refusal(served, reminded_on=today())

    def test_refuses_a_new_notice_that_was_reminded_of(self) -> None:
        case = make_case(opened_on=today() - 40 * DAY)

        assert refused_at_runtime(lambda: unopened_notice(case, reminded_on=today()))

    def test_refuses_disorder_whoever_writes(self, notice: Notice) -> None:
        rows = Notice.objects.filter(pk=notice.pk)
        for values in (
            {"reminded_again_on": TODAY},
            {"reminded_on": TODAY, "reminded_again_on": TODAY},
            {"paper_since": TODAY, "paper_due_on": TODAY + DAY},
            {"reminded_on": TODAY - DAY, "reminded_again_on": TODAY, "paper_since": TODAY + DAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**values)


@pytest.mark.django_db
class TestOverdue:
    """A late service on paper counts wherever a late case does."""

    @pytest.mark.parametrize("seed", range(6))
    def test_counts_what_a_loop_over_the_notices_counts(self, seed: int) -> None:
        draw = random.Random(seed)
        for _number in range(12):
            random_notice(draw)
        on = TODAY - draw.choice([0, 1, 2, 3, 4, 12]) * DAY
        bare = Case.objects.filter(notices__isnull=False).update(
            serve_due_on=TODAY + 99 * DAY, execution_due_on=None, closing_due_on=None,
            result_serve_due_on=None, appeal_decision_due_on=None,
        )  # fmt: skip
        assert bare

        late = {
            notice.case_id
            for notice in Notice.objects.all()
            if waits_by_hand(notice) and notice.paper_due_on and notice.paper_due_on < on
        }
        assert set(Case.objects.overdue(on).values_list("pk", flat=True)) == late
        assert not Case.objects.overdue(on, outside=True).exists()

    def test_is_in_the_list_for_those_inside_only(
        self, browser_of: Any, gas_clerk: Principal, operator: Principal, contract: Any
    ) -> None:
        case = make_case(contract=contract, opened_on=TODAY - 40 * DAY)
        notice = unopened_notice(case, issued_on=TODAY - 30 * DAY)
        Case.objects.filter(pk=case.pk).update(is_issued=True)
        Notice.objects.filter(pk=notice.pk).update(
            reminded_on=TODAY - 20 * DAY, reminded_again_on=TODAY - 18 * DAY,
            paper_since=TODAY - 16 * DAY, paper_due_on=TODAY - 9 * DAY,
        )  # fmt: skip
        address = "/violations?queue=cases&standing=late"

        assert case.number in browser_of(gas_clerk).get(address).content.decode()
        assert case.number not in browser_of(operator).get(address).content.decode()
