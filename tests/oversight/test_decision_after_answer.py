"""The agency decides after the office's time to answer: a late service takes none of its time."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict

from accounts.principal import Principal
from core.clock import today
from core.errors import IllegalMove
from oversight import actions
from oversight.facts.overdue import overdue_of
from oversight.facts.windows import DECISION, HEARING, SERVICE, clocks, own_since
from oversight.models import Duty, TerminationReview
from oversight.states import ReviewState
from oversight.views.lists import ReviewList
from tests.oversight.steps import DAY, LONG_AGO, later, moment
from tests.sql import refused_at_runtime
from workdays.actions import extend_deadline, suspend_deadline
from workdays.facts import calendar_for
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
REASON = "به سبب قطع سراسری سامانه در این روزها"
WORKING_DAYS = 15  # the rule `agency_action`


@pytest.fixture
def day() -> date:
    """Return a day so long ago that every window that began then is over today."""
    return LONG_AGO


def receive(review: TerminationReview, operator: Principal, on: date) -> TerminationReview:
    return actions.acknowledge_review(
        review_id=review.pk, actor=operator, on=on, at=moment(on)
    )  # fmt: skip


def deadline_of(review: TerminationReview, clock: str) -> KeptDeadline:
    return KeptDeadline.objects.get(clock=clock, subject_id=review.public_id)


def counted(review: TerminationReview, first: date) -> date:
    """Count the working days of the agency after a day, one by one."""
    county, body = review.agency.calendar_place
    calendar = calendar_for(county, first, first + timedelta(days=90), body)
    day, number = first, 0
    while number < WORKING_DAYS:
        day += timedelta(days=1)
        number += calendar.is_working(day)
    return day


def fresh(review: TerminationReview) -> TerminationReview:
    return TerminationReview.objects.get(pk=review.pk)


class TestBeforeTheService:
    def test_its_clock_is_that_of_the_service(self, review, gas_manager, day):
        (own,) = clocks(review, day)

        assert own.name == SERVICE
        assert own.ribbon.due_on == review.decision_due_on == counted(review, day)
        assert deadline_of(review, SERVICE).due_on == review.decision_due_on
        assert not KeptDeadline.objects.filter(clock=DECISION, subject_id=review.public_id)

    def test_who_serves_late_is_before_the_deputy(self, review, clock):
        late = review.decision_due_on + timedelta(days=1)

        assert actions.escalate_silent(as_of=review.decision_due_on, actor=clock) == []
        assert actions.escalate_silent(as_of=late, actor=clock) == [review.pk]


class TestTheService:
    @pytest.mark.parametrize("days", [0, 1, 5, 11, 17, 20, 29, 41])
    def test_leaves_the_agency_its_whole_time(self, review, operator, clock, day, days):
        on = later(days, day)

        served = receive(review, operator, on)

        assert served.hearing_due_on > on
        assert served.decision_due_on == counted(served, served.hearing_due_on)
        assert deadline_of(served, DECISION).due_on == served.decision_due_on
        assert deadline_of(served, DECISION).starts_on == served.hearing_due_on
        assert own_since(served) == served.hearing_due_on
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT workdays_body_due('agency_action', %s, seat_id, kind)"
                " FROM agencies_agency WHERE id = %s",
                [served.hearing_due_on, served.agency_id],
            )
            assert cursor.fetchone() == (served.decision_due_on,)
        assert Duty.objects.get(flag__in=served.flags.all()).due_on == served.decision_due_on

    def test_on_paper_of_a_later_entry_counts_from_the_longer_window(self, review, day):
        from oversight.actions.service import served

        values = served(review, day, "رسید پست", later(30, day))

        assert values["decision_due_on"] == counted(review, values["hearing_due_on"])

    def test_is_shown_on_the_page_of_the_answer(self, review, operator, browser_of):
        shown = browser_of(operator).get(f"{review.get_absolute_url()}/answer").context

        answered = actions.answer_review(
            review_id=review.pk, text="وجه اضافه برگشت داده شده است.", actor=operator,
            on=today(), at=moment(today()),
        )  # fmt: skip

        assert shown["decides_until"] == answered.decision_due_on

    def test_late_as_it_was_takes_the_agency_from_the_late_ones(
        self, review, operator, clock, deputy
    ):
        late = review.decision_due_on + timedelta(days=1)
        actions.escalate_silent(as_of=late, actor=clock)
        served = receive(review, operator, late)

        assert served.decision_due_on > served.hearing_due_on > late
        assert fresh(review).state == ReviewState.ESCALATED
        assert not any(review.number in one.numbers for one in late_of(deputy, later(1, late)))

    def test_draws_the_list_and_the_page_from_the_same_day(self, review, operator, deputy, day):
        served = receive(review, operator, day)

        (row,) = ReviewList(actor=deputy, query=QueryDict(), on=later(1, day)).rows_of([served.pk])
        office, own = clocks(served, later(1, day))

        assert (office.name, own.name) == (HEARING, DECISION)
        assert row["own_since"] == own_since(served)
        assert (row["ribbon"].due_on, row["ribbon"].left) == (own.ribbon.due_on, own.ribbon.left)


def late_of(deputy: Principal, on: date) -> list[Any]:
    return [matter for agency in overdue_of(deputy, on) for matter in agency.matters]


class TestTheEndByTheOffice:
    def test_starts_the_time_to_decide_anew_from_that_day(self, review, operator, day):
        served = receive(review, operator, day)

        heard = actions.waive_hearing(
            review_id=served.pk, actor=operator, on=later(2, day), at=moment(later(2, day))
        )

        assert heard.decision_due_on == counted(heard, later(2, day)) < served.decision_due_on
        assert deadline_of(heard, DECISION).due_on == heard.decision_due_on
        assert own_since(heard) == later(2, day)


class TestMoreTimeForTheOffice:
    @pytest.fixture
    def day(self) -> date:
        return DAY

    def extend(self, review, clock, actor, days):
        kept = deadline_of(review, clock)
        extend_deadline(
            deadline_id=kept.public_id, days=days, reason=REASON, actor=actor, on=DAY,
            at=moment(DAY),
        )  # fmt: skip

    def test_does_not_reach_the_day_of_the_agencys_own_decision(self, served, gas_manager, deputy):
        before = served.decision_due_on
        self.extend(served, HEARING, gas_manager, 5)
        assert fresh(served).decision_due_on == before  # it gave its own side no time

        with pytest.raises(IllegalMove):
            self.extend(served, HEARING, gas_manager, 25)

        self.extend(served, DECISION, deputy, 20)
        self.extend(served, HEARING, gas_manager, 25)
        moved = fresh(served)
        assert moved.decision_due_on > moved.hearing_due_on > before

    def test_by_a_suspension_does_not_either(self, served, gas_manager):
        with pytest.raises(IllegalMove):
            suspend_deadline(
                deadline_id=deadline_of(served, HEARING).public_id, reason=REASON,
                actor=gas_manager, on=DAY, at=moment(DAY),
            )  # fmt: skip


class TestTheDatabase:
    @pytest.fixture
    def day(self) -> date:
        return DAY

    @pytest.mark.parametrize("shift", [None, 0])
    def test_refuses_a_service_that_takes_time_of_the_agency(self, review, shift):
        due = later(10)
        decision = review.decision_due_on if shift is None else due

        def serve() -> None:
            TerminationReview.objects.filter(pk=review.pk).update(
                served_on=DAY, service_entered_on=DAY, service_proof="رسید پست",
                hearing_due_on=due, decision_due_on=decision,
            )  # fmt: skip

        assert "whole length" in refused_at_runtime(serve)


class TestReviewsFromBefore:
    def test_unserved_keep_their_day_as_that_of_the_service(self, review):
        kept = deadline_of(review, SERVICE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE workdays_keptdeadline DISABLE TRIGGER USER")
        KeptDeadline.objects.filter(pk=kept.pk).update(clock=DECISION)

        step = import_module("oversight.migrations.0032_decision_after_the_answer")
        step.keep_service(apps, None)

        assert deadline_of(review, SERVICE).due_on == review.decision_due_on
