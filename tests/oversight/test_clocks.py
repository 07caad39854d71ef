"""The days of a review move with the calendar and by hand, with a receipt, and no other way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import RequestFactory

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.errors import NotPermitted
from dashboard.facts.work import work_of
from offices.models import Office
from oversight import actions
from oversight.facts.windows import clocks
from oversight.models import Duty, TerminationReview
from oversight.states import DutyKind, ReviewState
from oversight.views.duties import DutyList, DutyPage
from oversight.views.lists import ReviewList
from tests.factories import make_contract, make_principal
from tests.oversight.steps import DAY, later, moment
from tests.violations.stories import Walk, file_report
from workdays.actions import add_closure, extend_deadline, resume_deadline, suspend_deadline
from workdays.facts import Ribbon
from workdays.models import DeadlineMove, KeptDeadline

pytestmark = pytest.mark.django_db
REASON = "به سبب قطع سراسری سامانه در این روزها"
BY_BODY = {"exempt": ["gas"]}


def kept_of(review: TerminationReview, clock: str) -> KeptDeadline:
    return KeptDeadline.objects.get(clock=clock, subject_id=review.public_id)


def close(day: date, actor: Principal, **values: Any) -> None:
    add_closure(
        day=day, title="تعطیلی", source="نامهٔ ۱۲", actor=actor, on=DAY, at=moment(DAY), **values
    )


def move(act: Any, kept: KeptDeadline, actor: Principal, **values: Any) -> None:
    act(
        deadline_id=kept.public_id, reason=REASON, actor=actor, on=DAY, at=moment(DAY), **values
    )  # fmt: skip


def test_no_window_runs_on_in_a_review_that_became_void(served: TerminationReview) -> None:
    served.state, served.closed_on = ReviewState.SUPERSEDED, DAY
    assert served.hearing_due_on is not None

    (office, *_rest) = clocks(served, served.hearing_due_on + timedelta(days=9))

    assert (office.ribbon.marked, office.ribbon.late) == (DAY, 0)


def ribbons_of(duty: Duty, actor: Principal) -> list[Ribbon]:
    """Return what the list of duties and the duty's page draw."""
    (row,) = DutyList(actor=actor, query=QueryDict(), on=DAY).rows_of([duty.pk])
    request = RequestFactory().get("/")
    request.principal = actor  # type: ignore[attr-defined]
    page = DutyPage(object=duty, request=request, kwargs={})
    return [row["ribbon"], page.get_context_data()["ribbon"]]


class TestClosure:
    def test_moves_the_time_of_the_agency_and_its_duty(
        self, review: TerminationReview, secretariat: Principal
    ) -> None:
        before, version = review.decision_due_on, review.version

        close(before, secretariat)

        review.refresh_from_db()
        receipt = DeadlineMove.objects.get(deadline=kept_of(review, "review.service"))
        assert review.decision_due_on > before
        assert (receipt.old_on, receipt.new_on) == (before, review.decision_due_on)
        assert review.version == version + 1
        assert Duty.objects.get(flag__in=review.flags.all()).due_on == review.decision_due_on

    def test_moves_the_time_of_the_office(
        self, served: TerminationReview, secretariat: Principal
    ) -> None:
        before = served.hearing_due_on
        assert before

        close(before, secretariat)

        served.refresh_from_db()
        assert served.hearing_due_on
        assert served.hearing_due_on > before
        assert kept_of(served, "review.hearing").due_on == served.hearing_due_on

    def test_leaves_a_body_that_works_all_the_same(
        self, review: TerminationReview, secretariat: Principal, gas: Agency
    ) -> None:
        assert gas.kind == "gas"
        before = review.decision_due_on

        close(before, secretariat, **BY_BODY)

        review.refresh_from_db()
        assert review.decision_due_on == before

    def test_is_counted_on_pages_as_the_deadline_was(
        self, heard: TerminationReview, gas_manager: Principal, secretariat: Principal
    ) -> None:
        def left() -> list[int]:
            (row,) = ReviewList(actor=gas_manager, query=QueryDict(), on=DAY).rows_of([heard.pk])
            (task,) = [task for task in work_of(gas_manager, DAY) if task.kind == "review"]
            (own,) = [one for one in clocks(heard, DAY) if one.name == "review.decision"]
            assert task.ribbon
            return [row["ribbon"].left, task.ribbon.left, own.ribbon.left]

        before = left()
        assert len({*before}) == 1

        close(later(1), secretariat, **BY_BODY)
        assert left() == before

        close(later(2), secretariat, county_id=heard.county.public_id)
        assert left() == before  # the province's days count, not the county's

    def test_leaves_what_was_decided(
        self, heard: TerminationReview, gas_manager: Principal, secretariat: Principal
    ) -> None:
        before = heard.decision_due_on
        actions.decide_review(
            review_id=heard.pk, outcome="warn", reasons=REASON * 4, actor=gas_manager,
            on=later(1), at=moment(later(1)),
        )  # fmt: skip

        close(before, secretariat)

        heard.refresh_from_db()
        assert heard.decision_due_on == before


class TestByHand:
    def test_is_given_by_the_deputy_and_by_nobody_who_owes_it(
        self, review: TerminationReview, deputy: Principal, gas_manager: Principal
    ) -> None:
        before, kept = review.decision_due_on, kept_of(review, "review.service")

        with pytest.raises(NotPermitted):
            move(extend_deadline, kept, gas_manager, days=3)
        move(extend_deadline, kept, deputy, days=3)

        review.refresh_from_db()
        assert review.decision_due_on >= before + timedelta(days=3)

    def test_goes_back_with_the_end_of_a_suspension(
        self, review: TerminationReview, deputy: Principal
    ) -> None:
        before, kept = review.decision_due_on, kept_of(review, "review.service")

        move(suspend_deadline, kept, deputy)
        review.refresh_from_db()
        assert review.decision_due_on > before
        move(resume_deadline, kept, deputy)

        review.refresh_from_db()
        assert review.decision_due_on == before

    def test_looks_stopped_on_the_pages_of_the_review_and_of_its_duty(
        self, heard: TerminationReview, deputy: Principal, gas_manager: Principal
    ) -> None:
        def drawn() -> list[Ribbon | None]:
            review = TerminationReview.objects.get(pk=heard.pk)
            duty = Duty.objects.get(flag__in=review.flags.all())
            (row,) = ReviewList(actor=deputy, query=QueryDict(), on=DAY).rows_of([review.pk])
            (own,) = [one for one in clocks(review, DAY) if one.name == "review.decision"]
            (task,) = [task for task in work_of(gas_manager, DAY) if task.kind == "review"]
            return [own.ribbon, row["ribbon"], task.ribbon, *ribbons_of(duty, deputy)]

        kept = kept_of(heard, "review.decision")
        assert {ribbon.stopped_until for ribbon in drawn() if ribbon} == {None}

        move(suspend_deadline, kept, deputy)

        until = kept.intervals.get().until_on
        assert [ribbon.stopped_until for ribbon in drawn() if ribbon] == [until] * 5

    @pytest.mark.parametrize("clock", ["duty", "case.decision"])
    def test_looks_stopped_on_the_page_of_a_duty_with_its_own_clock_or_its_cases(
        self,
        gas: Agency,
        office: Office,
        gas_clerk: Principal,
        gas_manager: Principal,
        deputy: Principal,
        clock: str,
    ) -> None:
        report = file_report(make_contract(agency=gas, office=office), gas_clerk, on=DAY)
        walk = Walk(report, gas_manager, make_principal(Role.OPERATOR, office)).open()
        if clock == "case.decision":
            walk.notify()
        actions.date_duties(actor=User.objects.system())
        kind = DutyKind.SERVE if clock == "duty" else DutyKind.DECIDE
        duty = Duty.objects.get(case=walk.case, kind=kind)
        subject = duty.public_id if clock == "duty" else walk.case.public_id
        kept = KeptDeadline.objects.get(clock=clock, subject_id=subject)
        assert {ribbon.stopped_until for ribbon in ribbons_of(duty, deputy)} == {None}

        move(suspend_deadline, kept, deputy)

        duty.refresh_from_db()
        until = kept.intervals.get().until_on
        assert [ribbon.stopped_until for ribbon in ribbons_of(duty, deputy)] == [until] * 2


class TestGuard:
    @pytest.mark.parametrize("column", ["decision_due_on", "hearing_due_on"])
    def test_moves_no_day_without_a_receipt(self, served: TerminationReview, column: str) -> None:
        day = getattr(served, column) + timedelta(days=1)

        with pytest.raises(IntegrityError, match=r"moved|moves"), transaction.atomic():
            TerminationReview.objects.filter(pk=served.pk).update(**{column: day})
