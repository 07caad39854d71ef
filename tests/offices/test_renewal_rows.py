"""The regulator's list of renewed licences: previewed, line by line, each with its event."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from audit.models import AuditEvent
from core.jalali import short
from core.persian import latin_digits
from offices import actions
from offices.models import Licence, RegisterImport
from offices.tasks import take_import
from tests.factories import (
    NOW,
    TODAY,
    head,
    make_case,
    make_contract,
    make_licence,
    make_office,
    make_principal,
)
from tests.offices.workbooks import xlsx

DAY = timedelta(days=1)
HEADER = ("شماره پروانه پیشین", "شماره پروانه جدید", "تاریخ اعتبار جدید")
YEAR = 365 * DAY
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Keep the files apart; the worker works on the day of the list."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bring(secretariat):
    """Return a function that brings a list and lets the worker check it."""

    def brought(rows):
        batch = actions.start_import(
            data=xlsx(HEADER, *rows), file_name="تمدید.xlsx", content="renewals",
            actor=secretariat, at=NOW, **head(),
        )  # fmt: skip
        assert take_import(batch.pk)
        batch.refresh_from_db()
        return batch

    return brought


@pytest.fixture
def enter(bring, secretariat):
    """Return a function that brings, confirms and applies a list."""

    def entered(rows, *, leaves_errors=False):
        batch = bring(rows)
        actions.confirm_import(
            import_id=batch.pk, actor=secretariat, at=NOW, leaves_errors=leaves_errors
        )
        assert take_import(batch.pk)
        batch.refresh_from_db()
        return batch

    return entered


def licence(number, state="renewal_requested", **values):
    """Return a licence that ends in forty days."""
    office = make_office(licensed=False)
    days = {"issued_on": TODAY - YEAR, "expires_on": TODAY + 40 * DAY} | values
    return make_licence(office, number=number, state=state, **days)


def row(old, new, last=TODAY + 3 * YEAR):
    """Return a row of the list."""
    return (old, new, short(last))


def test_renews_each_with_an_event_of_its_own(enter):
    old = [licence(f"A{serial}") for serial in range(3)]

    batch = enter([row(each.number, f"B{each.number}") for each in old])

    assert (batch.state, batch.counts["insert"]) == ("applied", 3)
    for each in old:
        each.refresh_from_db()
        new = Licence.objects.get(previous=each)
        assert (each.state, new.state) == ("renewed", "valid")
        assert (new.issued_on, new.expires_on) == (each.expires_on + DAY, TODAY + 3 * YEAR)
        event = AuditEvent.objects.about(each).get(verb="licence.renewed")
        assert (each.document_no, each.document_on) == (batch.document_no, TODAY)
        assert event.changes["document_issuer"] == [None, batch.document_issuer]
        assert event.changes["sha256"] == [None, batch.sha256]


def test_shows_everything_first_and_writes_nothing(bring):
    licence("A1")

    batch = bring([row("A1", "B1")])

    assert batch.counts["insert"] == 1
    assert not Licence.objects.filter(number="B1").exists()
    assert not AuditEvent.objects.filter(verb="licence.renewed").exists()


def test_says_what_is_wrong_with_each_line(bring):
    licence("A1")
    licence("A2", state="cancelled", document_no="د-۱", ended_on=TODAY - DAY)
    licence("A3")

    batch = bring(
        [
            row("A1", "B1"), row("A2", "B2"), row("A9", "B9"),
            row("A3", "B3", TODAY - 3 * YEAR), row("A1", "B8"),
        ]
    )  # fmt: skip

    assert batch.counts["wrong"] == 5
    assert {found["line"] for found in batch.errors} == {2, 3, 4, 5, 6}


def test_a_line_in_error_does_not_lose_the_others(enter):
    licence("A1")
    licence("A2", state="cancelled", document_no="د-۱", ended_on=TODAY - DAY)

    batch = enter([row("A1", "B1"), row("A2", "B2")], leaves_errors=True)

    assert batch.state == "applied"
    assert [each.number for each in Licence.objects.filter(number__startswith="B")] == ["B1"]


@pytest.mark.parametrize(("days", "state"), [(40, "valid"), (100, "valid"), (-3, "expired")])
def test_renews_what_nobody_asked_for_in_time_or_not_yet(enter, days, state):
    old = licence("A1", state=state, expires_on=TODAY + days * DAY)

    batch = enter([row("A1", "B1")])

    assert (batch.state, batch.counts["insert"]) == ("applied", 1)
    assert Licence.objects.get(previous=old).number == "B1"


@pytest.mark.parametrize("days", [40, 100])
def test_warns_of_an_open_case_and_renews(enter, days):
    old = licence("A1", state="valid", expires_on=TODAY + days * DAY)
    case = make_case(contract=make_contract(office=old.office), is_issued=True)

    batch = enter([row("A1", "B1")])

    assert (batch.state, batch.counts["insert"]) == ("applied", 1)
    assert [found["level"] for found in batch.errors] == ["warning"]
    assert case.number in latin_digits(batch.errors[0]["message"])
    event = AuditEvent.objects.about(old).get(verb="licence.renewed")
    assert case.number in latin_digits(event.note)


def test_asks_once_for_each_number(bring):
    old = licence("A1")
    source = RegisterImport.objects.get(pk=bring([]).pk)
    actor = make_principal(Role.SECRETARIAT)

    with CaptureQueriesContext(connection) as asked:
        actions.renew_by_list(
            licence_id=old.pk, number="B1", issued_on=TODAY, expires_on=TODAY + 3 * YEAR,
            source=source, actor=actor, on=TODAY, at=NOW,
        )  # fmt: skip

    looked_up = [one for one in asked if "'B1'" in one["sql"] and one["sql"].startswith("SELECT")]
    assert len(looked_up) == 1


def test_twice_is_once(enter, bring):
    licence("A1")
    enter([row("A1", "B1")])

    assert bring([row("A1", "B1")]).counts["same"] == 1
