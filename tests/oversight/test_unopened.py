"""Termination notices and notices of reviews left unopened: reminders, then paper and its duty."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from contracts import actions as contracts
from contracts.facts.unopened import on_paper as contract_on_paper
from contracts.facts.unopened import to_serve as contract_to_serve
from contracts.models import Contract
from core.clock import today
from core.errors import NotPermitted
from dashboard.facts.work import work_of
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight import actions
from oversight.facts.duties import clock_url, number_of, subject_url
from oversight.facts.duty_check import look
from oversight.facts.unopened import on_paper as review_on_paper
from oversight.facts.unopened import to_serve as review_to_serve
from oversight.models import Duty, RuleRun, TerminationReview
from oversight.states import UNOPENED_NOTICES
from oversight.tasks import follow_unopened
from tests import factories
from tests.contracts.stories import make_proof, served, step, under_notice
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, noon
from workdays.actions import add_closure
from workdays.actions.unopened import store_days
from workdays.daily import DAILY, DailyJob, tick
from workdays.facts import deadline
from workdays.models import JobRun, KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = LONG_AGO + 30 * DAY


class OfContract:
    """A termination notice that its office does not open, and the people around it."""

    kind, clock = "contract", "contract.paper_service"
    serve, paper = "serve-notice", "serve-notice-on-paper"
    waits_function = "contracts_notice_waits(held) FROM contracts_contract held"

    def __init__(self, on: date = LONG_AGO) -> None:
        self.agency = factories.make_agency()
        contract = factories.make_contract(
            agency=self.agency, office=factories.make_office(), starts_on=on - 60 * DAY,
            signed_on=on - 61 * DAY, ends_on=today() + 300 * DAY,
        )  # fmt: skip
        self.clerk = factories.make_principal(Role.AGENCY_CLERK, self.agency)
        self.manager = factories.make_principal(Role.AGENCY_MANAGER, self.agency)
        self.operator = factories.make_principal(Role.OPERATOR, contract.office)
        self.pk = contract.pk
        self.issued(contract, on)

    def issued(self, contract: Contract, on: date) -> None:
        """Issue the notice by its action."""
        contracts.issue_termination_notice(
            contract_id=contract.pk, proof=make_proof(contract, decided_on=on, document_on=on),
            reason="به سبب تخلف‌های پرونده.", actor=self.manager, on=on, at=noon(on),
        )  # fmt: skip

    @property
    def record(self) -> Contract:
        """Return the contract as it stands."""
        return Contract.objects.get(pk=self.pk)

    @property
    def rows(self) -> Any:
        """Return the row of the record."""
        return Contract.objects.filter(pk=self.pk)

    def acknowledge(self, on: date) -> None:
        """Let the office open the notice."""
        contracts.acknowledge_termination_notice(
            contract_id=self.pk, actor=self.operator, on=on, at=noon(on)
        )

    def follow(self, on: date) -> Any:
        """Let the clock come by on a day."""
        return contracts.follow_unopened(as_of=on, actor=User.objects.system(), at=noon(on))

    @property
    def page(self) -> str:
        """Return the address of the record's page."""
        return self.record.get_absolute_url()


class OfReview:
    """A notice of a review that its office does not open, and the people around it."""

    kind, clock = "review", "review.paper_service"
    serve, paper = "serve-review", "serve-review-on-paper"
    waits_function = "oversight_notice_waits(held) FROM oversight_terminationreview held"

    def __init__(self, on: date = LONG_AGO) -> None:
        actions.load_policies()
        self.agency = factories.make_agency()
        contract = factories.make_contract(
            agency=self.agency, office=factories.make_office(), starts_on=on - 200 * DAY,
            signed_on=on - 201 * DAY, ends_on=today() + 300 * DAY,
        )  # fmt: skip
        self.clerk = factories.make_principal(Role.AGENCY_CLERK, self.agency)
        self.manager = factories.make_principal(Role.AGENCY_MANAGER, self.agency)
        self.operator = factories.make_principal(Role.OPERATOR, contract.office)
        for days in (96, 25):
            factories.make_final_case(
                contract=contract, final_on=on - days * DAY, sanction="reminder"
            )
        actions.flag_termination_review(as_of=on, actor=User.objects.system(), at=noon(on))
        self.pk = TerminationReview.objects.get(contract=contract).pk

    @property
    def record(self) -> TerminationReview:
        """Return the review as it stands."""
        return TerminationReview.objects.get(pk=self.pk)

    @property
    def rows(self) -> Any:
        """Return the row of the record."""
        return TerminationReview.objects.filter(pk=self.pk)

    def acknowledge(self, on: date) -> None:
        """Let the office open the notice."""
        actions.acknowledge_review(review_id=self.pk, actor=self.operator, on=on, at=noon(on))

    def follow(self, on: date) -> Any:
        """Let the clock come by on a day."""
        return actions.follow_unopened(as_of=on, actor=User.objects.system(), at=noon(on))

    @property
    def page(self) -> str:
        """Return the address of the record's page."""
        return self.record.get_absolute_url()


Left = OfContract | OfReview
KINDS: dict[str, Callable[..., Left]] = {"contract": OfContract, "review": OfReview}
COLUMNS = (
    "notice_reminded_on", "notice_reminded_again_on", "notice_paper_since", "notice_paper_due_on",
)  # fmt: skip


@pytest.fixture(params=KINDS)
def left(request: pytest.FixtureRequest) -> Left:
    return KINDS[request.param]()


def days_of(left: Left) -> list[date | None]:
    """Return the four days of the notice."""
    return [getattr(left.record, name) for name in COLUMNS]


def due(left: Left, key: str, start: date, body: str = "") -> date:
    """Return the end of a length in the county of the record."""
    return deadline(key, start, left.record.county.public_id, body=body).due_on


def duties(left: Left) -> list[tuple[str, date | None, str]]:
    """Return the duties of paper of the record."""
    rows = Duty.objects.filter(kind="paper", **{left.kind: left.pk}).order_by("pk")
    return list(rows.values_list("state", "due_on", "void_cause"))


def desk(left: Left, on: date) -> dict[str, date | None]:
    """Return what waits on the clerk's desk on a day, and until when."""
    return {task.kind: task.due_on for task in work_of(left.clerk, on)}


class TestSteps:
    def test_are_two_reminders_and_paper_on_days_walked_by_hand(self, left: Left) -> None:
        first = due(left, "unopened_reminder", LONG_AGO)
        again = due(left, "unopened_reminder_again", first)
        over = max(due(left, "unopened_notice", LONG_AGO), again) + DAY
        until = due(left, "paper_service", over, left.agency.kind)

        day, seen = LONG_AGO, {}
        while day <= over:
            left.follow(day)
            left.follow(day)
            seen[day] = days_of(left)
            day += DAY

        for day, found in seen.items():
            assert found == [
                first if day >= first else None, again if day >= again else None,
                over if day >= over else None, until if day >= over else None,
            ]  # fmt: skip
        verbs = AuditEvent.objects.filter(verb__in=(
            f"{left.kind}.notice_reminded", f"{left.kind}.notice_left"))  # fmt: skip
        assert sorted(verbs.values_list("verb", flat=True)) == [
            f"{left.kind}.notice_left", *[f"{left.kind}.notice_reminded"] * 2,
        ]  # fmt: skip
        assert desk(left, over)[left.paper] == until
        assert left.serve not in desk(left, over)
        assert duties(left) == [("running", until, "")]
        kept = KeptDeadline.objects.get(clock=left.clock)
        assert (kept.subject_id, kept.due_on) == (left.record.public_id, until)
        duty = Duty.objects.get(kind="paper")
        assert number_of(duty) == left.record.number
        assert subject_url(duty) == left.page
        assert clock_url(duty) == reverse(
            "workdays:deadline", args=[left.clock, left.record.public_id]
        )
        assert look()[1] == []

    def test_refuse_who_is_not_the_clock(self, left: Left) -> None:
        follow = contracts.follow_unopened if left.kind == "contract" else actions.follow_unopened
        with pytest.raises(NotPermitted):
            follow(as_of=LATER, actor=left.manager)

    def test_tell_the_office_and_then_the_agency(self, left: Left) -> None:
        for days in (0, 6, 12):
            left.follow(LATER + days * DAY)
            for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
                spread(payload=message.payload, at=noon(LATER + days * DAY))

        told = Notification.objects.filter(kind=f"{left.kind}.notice_reminded")
        assert list(told.values_list("user_id", "topic")) == [
            (left.operator.user_id, "service")] * 2  # fmt: skip
        agency = Notification.objects.filter(kind=f"{left.kind}.notice_left")
        readers = set(agency.values_list("user_id", flat=True))
        assert {left.clerk.user_id, left.manager.user_id} <= readers
        assert left.operator.user_id not in readers


def on_paper(left: Left) -> date:
    """Let the notice come to its service on paper; return that day."""
    for days in (0, 6, 12):
        left.follow(LATER + days * DAY)
    since = left.record.notice_paper_since
    assert since == LATER + 12 * DAY
    return since


class TestDuty:
    def test_is_acted_on_when_the_office_opens_the_notice(self, left: Left) -> None:
        since = on_paper(left)

        left.acknowledge(since + DAY)

        assert [row[0] for row in duties(left)] == ["acted"]
        assert Duty.objects.get(kind="paper").ended_on == since + DAY
        assert not {left.paper, left.serve} & set(desk(left, since + DAY))
        assert look()[1] == []

    def test_moves_with_the_calendar_by_a_receipt(self, left: Left) -> None:
        on_paper(left)
        before = left.record.notice_paper_due_on
        assert before

        add_closure(
            day=before, title="تعطیلی", source="نامه", county_id=left.record.county.public_id,
            actor=factories.make_principal(Role.SECRETARIAT), on=before - DAY,
            at=noon(before - DAY),
        )  # fmt: skip

        after = left.record.notice_paper_due_on
        assert after
        assert after > before
        assert duties(left) == [("running", after, "")]
        assert KeptDeadline.objects.get(clock=left.clock).moves.count() == 1

    def test_is_void_as_a_termination_notice_is_withdrawn_and_anew_with_another(self) -> None:
        left = OfContract()
        since = on_paper(left)

        contracts.withdraw_termination_notice(
            contract_id=left.pk, reason="اخطار پس گرفته شد.", actor=left.manager,
            on=since + DAY, at=noon(since + DAY),
        )  # fmt: skip

        assert [(row[0], row[2]) for row in duties(left)] == [("void", "called_off")]
        assert days_of(left) == [None] * 4
        left.issued(left.record, since + 2 * DAY)
        for days in (10, 16, 22):
            left.follow(since + days * DAY)
        assert left.record.notice_paper_since == since + 22 * DAY
        assert [row[0] for row in duties(left)] == ["void", "running"]
        assert look()[1] == []

    def test_is_void_as_a_review_is_superseded(self) -> None:
        left = OfReview()
        since = on_paper(left)

        left.rows.update(state="superseded", closed_on=since + DAY, version=left.record.version + 1)

        assert [(row[0], row[2]) for row in duties(left)] == [("void", "called_off")]
        assert Duty.objects.get(kind="paper").ended_on == since + DAY
        assert look()[1] == []

    def test_climbs_the_usual_ladder(self, left: Left) -> None:
        on_paper(left)
        duty = Duty.objects.get(kind="paper")
        assert duty.due_on
        clock = User.objects.system()
        day = duty.starts_on + DAY
        while day <= duty.due_on + 40 * DAY:
            actions.follow_duties(as_of=day, actor=clock, at=noon(day))
            day += DAY

        duty.refresh_from_db()
        assert (duty.state, duty.reminded_on is None, duty.deputy_on is None) == (
            "agenda", False, False,
        )  # fmt: skip


def random_left(draw: random.Random) -> Left:
    """Return a record whose notice stands anywhere: reminded of, left, served, over."""
    left = KINDS[draw.choice(list(KINDS))]()
    if draw.random() < 0.7:
        left.rows.update(**dict(zip(COLUMNS, (
            LATER, LATER + 3 * DAY, LATER + 9 * DAY, LATER + 16 * DAY), strict=True)))  # fmt: skip
    match draw.choice(["waits", "waits", "served", "over"]), left.kind:
        case "served", _kind:
            left.acknowledge(LATER + 10 * DAY)
        case "over", "contract":
            step(
                Contract.objects.get(pk=left.pk), "active", ending_proof=None,
                notice_issued_on=None, **dict.fromkeys(COLUMNS),
            )  # fmt: skip
        case "over", "review":
            left.rows.update(
                state="superseded", closed_on=LATER + 11 * DAY, version=left.record.version + 1
            )
        case _:
            pass
    return left


class TestWaiting:
    @pytest.mark.parametrize("seed", range(5))
    def test_is_the_same_in_rule_query_database_and_duty(self, seed: int) -> None:
        draw = random.Random(seed)
        for left in [random_left(draw) for _number in range(6)]:
            record = left.record
            is_contract = left.kind == "contract"
            open_states = ("termination_notice",) if is_contract else ("open", "escalated")
            served_on = getattr(record, "notice_served_on" if is_contract else "served_on")
            waits = record.state in open_states and served_on is None
            to_serve, paper = (
                (contract_to_serve, contract_on_paper)
                if is_contract
                else (review_to_serve, review_on_paper)
            )
            assert left.rows.filter(to_serve()).exists() == waits
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {left.waits_function} WHERE held.id = %s", [left.pk])
                assert cursor.fetchone()[0] == waits
            asked = waits and record.notice_paper_since is not None
            assert left.rows.filter(paper()).exists() == asked
            open_duties = [row[1] for row in duties(left) if row[0] == "running"]
            assert open_duties == ([record.notice_paper_due_on] if asked else [])
        assert [astray for astray in look()[1] if astray.kind == "paper"] == []


class TestGuard:
    """The role of the running house writes the steps in order, on their days, and only once."""

    @pytest.fixture(params=KINDS)
    def left(self, request: pytest.FixtureRequest) -> Left:
        return KINDS[request.param](today() - 40 * DAY)

    def refusal(self, left: Left, **values: Any) -> str:
        return refused_at_runtime(lambda: left.rows.update(**values))

    def test_takes_a_reminder_of_today_only(self, left: Left) -> None:
        for back in (1, 39, 41, -1):
            assert self.refusal(left, notice_reminded_on=today() - back * DAY)
        assert self.refusal(left, notice_reminded_on=today()) == ""

    def test_refuses_the_second_before_the_first_and_paper_without_both(self, left: Left) -> None:
        assert self.refusal(left, notice_reminded_again_on=today())
        paper = {"notice_paper_since": today(), "notice_paper_due_on": today() + 30 * DAY}
        assert self.refusal(left, **paper)
        left.rows.update(notice_reminded_on=today() - 20 * DAY)
        assert self.refusal(left, **paper)

    def test_takes_paper_with_its_whole_length_and_changes_nothing_after(self, left: Left) -> None:
        left.rows.update(
            notice_reminded_on=today() - 20 * DAY, notice_reminded_again_on=today() - 15 * DAY
        )
        until = due(left, "paper_service", today(), left.agency.kind)
        since = {"notice_paper_since": today()}
        assert "whole length" in self.refusal(left, **since, notice_paper_due_on=until - DAY)
        assert self.refusal(left, **since, notice_paper_due_on=until) == ""

        left.rows.update(
            notice_paper_since=today() - 3 * DAY, notice_paper_due_on=today() + 5 * DAY
        )
        for values in (
            {"notice_reminded_on": None}, {"notice_reminded_on": LONG_AGO},
            {"notice_paper_since": None, "notice_paper_due_on": None},
            {"notice_paper_due_on": today() + 90 * DAY}, {"notice_paper_since": today()},
        ):  # fmt: skip
            assert self.refusal(left, **values)

    def test_refuses_reminders_of_what_was_served(self, left: Left) -> None:
        left.acknowledge(today())

        assert "waits in the portal" in self.refusal(left, notice_reminded_on=today())

    def test_refuses_disorder_whoever_writes(self, left: Left) -> None:
        for values in (
            {"notice_reminded_again_on": today()},
            {"notice_reminded_on": today(), "notice_reminded_again_on": today()},
            {"notice_paper_since": today(), "notice_paper_due_on": today() + DAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                left.rows.update(**values)

    def test_refuses_the_days_of_another_notice(self) -> None:
        left = OfContract(today() - 40 * DAY)
        left.rows.update(
            notice_reminded_on=today() - 20 * DAY, notice_reminded_again_on=today() - 15 * DAY
        )
        step(left.record, "active", ending_proof=None, notice_issued_on=None)

        told = refused_at_runtime(lambda: under_notice(left.record, notice_issued_on=today()))

        assert told


class TestJob:
    @pytest.fixture
    def at_clock(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
        """Return what sets the clock of the jobs to a moment."""
        return lambda at: monkeypatch.setattr("oversight.tasks.now", lambda: at)

    def test_follows_all_kinds_once_a_day_and_only_today(self, clock: Principal) -> None:
        lefts = [KINDS[kind](today() - 40 * DAY) for kind in KINDS]

        assert follow_unopened(as_of=(today() - DAY).isoformat()) == {}
        assert follow_unopened() == {"unopened": 2, "failed": 0}
        assert [left.record.notice_reminded_on for left in lefts] == [today()] * 2
        follow_unopened()
        run = RuleRun.objects.get(job=UNOPENED_NOTICES)
        assert (run.state, run.counts["unopened"], run.error) == ("done", 2, "")

    def test_goes_on_past_a_file_that_fails_and_shows_a_failed_run(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        first, second = OfContract(today() - 40 * DAY), OfContract(today() - 40 * DAY)
        review = OfReview(today() - 40 * DAY)
        number = first.record.number

        def fails(found: Any) -> Any:
            if any(each.notice.record.number == number for each in found):
                raise RuntimeError
            return store_days(found)

        monkeypatch.setattr("contracts.actions.unopened.store_days", fails)

        assert follow_unopened() == {"unopened": 2, "failed": 1}

        assert first.record.notice_reminded_on is None
        assert second.record.notice_reminded_on == review.record.notice_reminded_on == today()
        run = RuleRun.objects.get(job=UNOPENED_NOTICES)
        assert (run.state, run.error) == ("failed", number)
        errors = [row.getMessage() for row in caplog.records if row.levelname == "ERROR"]
        assert any(number in error for error in errors)
        monkeypatch.undo()
        assert follow_unopened() == {"unopened": 3, "failed": 0}
        run.refresh_from_db()
        assert (run.state, run.error) == ("done", "")

    def test_runs_again_an_hour_after_it_failed(
        self, monkeypatch: pytest.MonkeyPatch, at_clock: Callable[[datetime], None]
    ) -> None:
        left = OfContract(today() - 40 * DAY)
        job = next(each for each in DAILY if each.name == "oversight.follow_unopened")
        monkeypatch.setattr(DAILY, "_parts", {})
        DAILY.add(job)

        def fails(found: Any) -> Any:
            raise RuntimeError

        monkeypatch.setattr("contracts.actions.unopened.store_days", fails)
        first = noon(today())
        for minutes in (0, 10, 50, 70, 80):
            at_clock(first + timedelta(minutes=minutes))
            assert tick(first + timedelta(minutes=minutes)) == []
        assert AuditEvent.objects.filter(verb="unopened.followed").count() == 2
        assert not JobRun.objects.exists()

        monkeypatch.setattr("contracts.actions.unopened.store_days", store_days)
        at_clock(first + timedelta(minutes=140))
        assert tick(first + timedelta(minutes=140)) == [(job.name, today())]
        left.record.refresh_from_db()
        assert left.record.notice_reminded_on == today()
        assert RuleRun.objects.get(job=UNOPENED_NOTICES).state == "done"
        assert JobRun.objects.get().result == {"done": {"unopened": 1, "failed": 0}}

    def test_leaves_a_failed_day_that_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        OfContract(today() - 40 * DAY)
        job = next(each for each in DAILY if each.name == "oversight.follow_unopened")
        monkeypatch.setattr(DAILY, "_parts", {})
        DAILY.add(DailyJob("first", lambda day: None, 1, "the first"))
        tick(noon(today() - DAY))
        DAILY.add(job)

        done = tick(noon(today()))

        assert [day for name, day in done if name == job.name] == [today() - DAY, today()]

    def test_asks_the_same_for_one_and_for_many(self, django_assert_max_num_queries: Any) -> None:
        for _number in range(4):
            OfContract()

        with django_assert_max_num_queries(16):
            assert len(contracts.follow_unopened(as_of=LATER, actor=User.objects.system()).moved)


class TestPages:
    def test_say_what_happens_to_the_office_and_the_clock_to_the_agency(
        self, left: Left, browser_of: Any
    ) -> None:
        text = browser_of(left.operator).get(left.page).content.decode()
        assert "ماندن در درگاه هرگز ابلاغ به شمار نمی‌آید" in text
        assert "باید روی کاغذ ابلاغ شود" not in text
        on_paper(left)

        text = browser_of(left.operator).get(left.page).content.decode()
        clock_page = reverse("workdays:deadline", args=[left.clock, left.record.public_id])
        assert "باید روی کاغذ ابلاغ شود" in text
        assert clock_page not in text
        assert browser_of(left.operator).get(clock_page).status_code == 404
        text = browser_of(left.clerk).get(left.page).content.decode()
        assert clock_page in text
        assert "هرگز ابلاغ به شمار نمی‌آید" not in text
        assert browser_of(left.clerk).get(clock_page).status_code == 200
        duty = Duty.objects.get(kind="paper")
        text = browser_of(left.clerk).get(duty.get_absolute_url()).content.decode()
        assert clock_page in text
        assert left.page in text
        assert browser_of(left.clerk).get(reverse("oversight:duties")).status_code == 200


def test_a_served_notice_waits_no_more() -> None:
    left = OfContract()

    served(left.record, LONG_AGO + DAY)

    assert left.follow(LATER).moved == []
