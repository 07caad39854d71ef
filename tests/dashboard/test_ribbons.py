"""The bar of a record's clock: lists and desks draw it as the record's own page does."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from dashboard.facts.work import work_of
from oversight.facts.windows import clocks
from oversight.models import TerminationReview
from oversight.views.lists import ReviewList
from tests.dashboard.conftest import TODAY, Sample, named
from violations.models import Case
from violations.states import CaseState
from violations.views.clocks import clocks_with_ribbons
from violations.views.listed import CaseList
from workdays.facts import Ribbon

pytestmark = pytest.mark.django_db
READERS = ("deputy", "secretariat", "gas.manager", "gas.appeal", "chair", "chair.appeal", "expert")
# Whose day is that of a hearing session or of a notice: no clock of the case.
OTHER_DAYS = {"hold", "attend"}
Drawn = tuple[date, date, int, int]


def drawn(ribbon: Ribbon) -> Drawn:
    """Return what a ribbon shows: its first and its last day, what is left and how late it is."""
    return (ribbon.days[0][0], ribbon.due_on, ribbon.left, ribbon.late)


def on_pages(number: str) -> set[Drawn]:
    """Return the clocks that run on the page of a case or a review."""
    if case := Case.objects.filter(number=number).first():
        return {drawn(each.ribbon) for each in clocks_with_ribbons(case, TODAY) if each.is_running}
    review = TerminationReview.objects.filter(number=number).first()
    return {drawn(each.ribbon) for each in clocks(review, TODAY)} if review else set()


class TestRibbons:
    def test_of_a_list_are_those_of_the_page(self, sample: Sample) -> None:
        listed = CaseList(actor=named("deputy"), query=QueryDict("queue=cases"), on=TODAY)
        rows: list[dict[str, Any]] = list(listed.base().values(*listed.values))
        listed.tell(rows)
        shown = [row for row in rows if row["ribbon"]]

        others = [row for row in shown if drawn(row["ribbon"]) not in on_pages(row["number"])]

        assert [(row["number"], row["state"], drawn(row["ribbon"])) for row in others] == []
        assert {row["state"] for row in shown} >= {CaseState.OPENED, CaseState.NOTIFIED,
                                                   CaseState.DECIDED, CaseState.FINAL}  # fmt: skip

    def test_of_reviews_are_those_of_the_page(self, sample: Sample) -> None:
        listed = ReviewList(actor=named("deputy"), query=QueryDict(), on=TODAY)
        rows: list[dict[str, Any]] = list(listed.base().values(*listed.values))
        listed.tell(rows)

        shown = [row for row in rows if row["ribbon"]]

        assert shown
        others = [row for row in shown if drawn(row["ribbon"]) not in on_pages(row["number"])]
        assert others == []

    @pytest.mark.parametrize("reader", READERS)
    def test_of_a_desk_are_those_of_the_page(self, sample: Sample, reader: str) -> None:
        tasks = [task for task in work_of(named(reader), TODAY) if task.kind not in OTHER_DAYS]
        wrong = [
            (task.kind, task.number, drawn(task.ribbon), on_pages(task.number))
            for task in tasks
            if task.ribbon and (pages := on_pages(task.number)) and drawn(task.ribbon) not in pages
        ]
        assert wrong == []
