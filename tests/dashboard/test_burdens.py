"""The desk of an office says in its first screen what runs against it, until when, and where."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import QuerySet

from accounts.roles import Role
from contracts.models import Contract
from core.jalali import long
from core.persian import persian_digits
from dashboard.facts.burdens import burdens_of
from offices.models import Licence
from tests.dashboard.conftest import TODAY, Sample, named
from tests.dashboard.test_desks import Browser
from tests.factories import make_office, make_principal
from tests.violations.benches import Bench
from tests.violations.stories import noon
from violations.models import Case
from violations.states import OBJECTED


def running(sample: Sample) -> dict[str, list[tuple[Any, date]]]:
    """Return what runs against the offices of the sample: record and last day, by office."""
    contracts = Contract.objects.exclude(notice_served_on=None).filter(state="termination_notice")
    parts: tuple[tuple[QuerySet[Any], str], ...] = (
        (contracts, "notice_ends_on"),
        (Contract.objects.filter(state="suspended"), "suspended_until"),
        (Case.objects.filter(OBJECTED), "appeal_decision_due_on"),
    )
    found: dict[str, list[tuple[Any, date]]] = {}
    for rows, column in parts:
        for record in rows.select_related("office"):
            found.setdefault(record.office.code, []).append((record, getattr(record, column)))
    return found


def test_of_the_sample_stand_before_all_else_with_day_and_way(
    sample: Sample, browser_of: Browser
) -> None:
    found = running(sample)

    assert {type(record) for rows in found.values() for record, _day in rows} == {Case, Contract}
    for code, rows in found.items():
        page = browser_of(named(f"operator.{code}")).get("/desk")
        before, _tasks, _rest = page.content.decode().partition("کارهای شما")
        assert len(page.context["burdens"]) == len(rows)
        for record, day in rows:
            assert f'href="{record.get_absolute_url()}"' in before
            assert persian_digits(long(day)) in before
        assert "کاری در انتظار شما نیست" not in page.content.decode()


def test_leave_the_desk_of_an_office_against_which_nothing_runs(
    sample: Sample, browser_of: Browser
) -> None:
    quiet = Contract.objects.exclude(office__code__in=running(sample)).latest("pk").office

    page = browser_of(named(f"operator.{quiet.code}")).get("/desk")

    assert page.context["burdens"] == []
    assert "اخطار، تعلیق و اعتراض جاری" not in page.content.decode()


@pytest.mark.django_db
def test_name_the_suspended_licence_until_its_day() -> None:
    office = make_office()
    until = TODAY + timedelta(days=40)
    Licence.objects.filter(office=office).update(
        state="suspended", suspended_until=until, document_no="12"
    )

    (burden,) = burdens_of(make_principal(Role.OPERATOR, office), TODAY)

    assert burden.until == until
    assert persian_digits(long(until)) in burden.text
    assert burden.url == office.get_absolute_url()
    assert burdens_of(make_principal(Role.OPERATOR, make_office()), TODAY) == []


@pytest.mark.django_db
def test_window_that_runs_is_a_task_with_its_day(browser_of: Browser) -> None:
    bench = Bench(waives=False)
    told = bench.walk
    with time_machine.travel(noon(told.day), tick=False):
        defence = browser_of(bench.operator).get("/desk").context["tasks"]
    told.wait(20).decide(bench.manager).notify("decision", issuer=bench.clerk)
    with time_machine.travel(noon(told.day), tick=False):
        objection = browser_of(bench.operator).get("/desk").context["tasks"]

    assert [task.due_on for task in defence] == [told.case.defence_due_on]
    assert told.case.appeal_due_on in [task.due_on for task in objection]
